// Postman's names, the new `pm` and the older ones. gonogo has one scope of variables; all of
// Postman's scopes look at it.
const variableScope = freeze({
  get: variables.get,
  set: variables.set,
  has: (name) => `${name}` in known,
  unset: (name) => change(name, null),
  clear: () => {
    for (const name of ownKeys(known)) change(name, null);
  },
  toObject: () => ({ ...known }),
  replaceIn: (text) =>
    `${text}`.replace(/\{\{([^{}]+)\}\}/g, (whole, name) => known[name.trim()] ?? whole),
});

function test(name, check) {
  const title = cut(told(name), 500);
  const end = (error) => {
    write(`${error === null ? "✓" : "✗"} ${title}${error === null ? "" : `: ${error}`}`);
    if (error !== null) fail(`${title}: ${error}`);
  };
  try {
    const made = check();
    if (!(made instanceof Promise)) return end(null);
    pending++;
    apply(then, made, [
      () => { pending--; end(null); },
      (thrown) => { pending--; end(complaint(thrown)); },
    ]);
  } catch (thrown) {
    end(complaint(thrown));
  }
}
test.skip = (name) => write(`- ${told(name)}: skipped`);

/** What the older `tests[…]` hold, and tests that still wait for a promise. */
function finishTests() {
  if (pending > 0) fail(`${pending} asynchronous test(s) never ended`);
  const names = ownKeys(legacyTests);
  for (let i = 0; i < names.length; i++) {
    const title = told(names[i]);
    let passed = false;
    try {
      passed = Boolean(legacyTests[names[i]]);
    } catch (thrown) {
      write(complaint(thrown));
    }
    write(`${passed ? "✓" : "✗"} ${title}`);
    if (!passed) fail(`${title}: is false`);
  }
}

function headerList(headers) {
  const lines = Object.entries(headers).flatMap(([key, values]) =>
    [].concat(values).map((value) => ({ key, value })));
  const named = (name) => lines.filter((line) => line.key.toLowerCase() === `${name}`.toLowerCase());
  return {
    get: (name) => named(name)[0]?.value,
    has: (name) => named(name).length > 0,
    one: (name) => named(name)[0],
    all: () => lines,
    each: (visit) => lines.forEach(visit),
    toObject: () => Object.fromEntries(lines.map(({ key, value }) => [key, value])),
  };
}

class PostmanResponse {
  constructor(response) {
    this.code = response.status;
    this.status = response.reason;
    this.headers = headerList(response.headers);
    this.responseTime = response.response_time_ms;
    this.responseSize = response.size_bytes;
    this.body = response.body;
  }
  text() { return this.body; }
  json() { return JSON.parse(this.body); }
  reason() { return this.status; }
  get to() { return chai.expect(this).to; }
}

const STATUSES = {
  ok: [200, 299], success: [200, 299], info: [100, 199], redirection: [300, 399],
  clientError: [400, 499], serverError: [500, 599], error: [400, 599], accepted: [202, 202],
  badRequest: [400, 400], unauthorized: [401, 401], forbidden: [403, 403], notFound: [404, 404],
  rateLimited: [429, 429],
};

function addResponseClaims({ Assertion }) {
  const about = (claim) => claim._obj instanceof PostmanResponse;
  for (const [name, [least, most]] of Object.entries(STATUSES)) {
    const check = function () {
      const { code } = this._obj;
      const range = least === most ? `${least}` : `${least} to ${most}`;
      this.assert(code >= least && code <= most,
        `expected the status to be ${range}, not ${code}`, `expected the status not to be ${range}`);
    };
    if (name in Assertion.prototype) {
      Assertion.overwriteProperty(name, (original) => function () {
        return about(this) ? check.call(this) : original.call(this);
      });
    } else Assertion.addProperty(name, check);
  }
  Assertion.addMethod("status", function (wanted) {
    const actual = typeof wanted === "number" ? this._obj.code : this._obj.status;
    this.assert(actual === wanted, `expected the status ${told(wanted)}, not ${told(actual)}`,
      `expected a status other than ${told(wanted)}`);
  });
  Assertion.addMethod("header", function (name, value) {
    const actual = this._obj.headers.get(name);
    const fits = arguments.length < 2 ? actual !== undefined : actual === value;
    this.assert(fits, `expected the header ${told(name)}${arguments.length < 2 ? "" : ` to be ${told(value)}`}`,
      `expected no such header ${told(name)}`);
  });
  Assertion.addMethod("jsonBody", function (path, value) {
    const json = this._obj.json();
    if (path === undefined) return;
    if (typeof path === "object") return new Assertion(json).to.deep.equal(path);
    const found = load("pathval").getPathInfo(json, path);
    const fits = arguments.length < 2 ? found.exists : chai.util.eql(found.value, value);
    this.assert(fits, `expected the body to hold ${told(path)}`, `expected the body not to hold ${told(path)}`);
  });
  Assertion.addMethod("body", function (wanted) {
    const { body } = this._obj;
    const fits = wanted instanceof RegExp ? wanted.test(body)
      : typeof wanted === "object" ? chai.util.eql(this._obj.json(), wanted)
        : wanted === undefined ? body !== "" : body === wanted;
    this.assert(fits, `expected another body than ${cut(body, 200)}`, "expected another body");
  });
  Assertion.addProperty("withBody", function () {
    this.assert(this._obj.body !== "", "expected a body", "expected no body");
  });
  Assertion.addProperty("json", function () {
    const typed = `${this._obj.headers.get("content-type") ?? ""}`.includes("json");
    this.assert(typed, "expected a JSON body", "expected no JSON body");
  });
}

/** The parts of `pm` that are of this script; called once, before it runs. */
function offerPostman({ event, response, request, info, variables: initial }) {
  const said = response === null ? undefined : new PostmanResponse(response);
  const scope = variableScope;
  legacyTests = {};
  offer("pm", freeze({
    test, expect: chai.expect, response: said,
    environment: scope, globals: scope, collectionVariables: scope, variables: scope,
    iterationData: scope,
    info: freeze({ eventName: event, iteration: 0, iterationCount: 1, ...info }),
    request: request === null ? undefined : {
      method: request.method, url: request.url, headers: headerList(request.headers),
      body: { mode: "raw", raw: request.body },
    },
    sendRequest: () => { throw new Error("pm.sendRequest is not supported: scripts have no network"); },
    execution: freeze({ setNextRequest: noNext, skipRequest: noNext }),
  }));
  offer("tests", legacyTests);
  offer("environment", { ...initial });
  offer("globals", { ...initial });
  offer("postman", freeze({
    setEnvironmentVariable: scope.set, getEnvironmentVariable: scope.get,
    clearEnvironmentVariable: scope.unset, clearEnvironmentVariables: scope.clear,
    setGlobalVariable: scope.set, getGlobalVariable: scope.get,
    clearGlobalVariable: scope.unset, clearGlobalVariables: scope.clear,
    getResponseHeader: (name) => said?.headers.get(name), setNextRequest: noNext,
  }));
  if (said === undefined) return;
  offer("responseBody", said.body);
  offer("responseCode", freeze({ code: said.code, name: said.status, detail: "" }));
  offer("responseTime", said.responseTime);
  offer("responseHeaders", said.headers.toObject());
}

function noNext() {
  throw new Error("the order of requests is fixed: another request cannot be chosen");
}
