// Postman's names, the new `pm` and the older ones. gonogo has one scope of variables; all of
// Postman's scopes look at it.
/** What a script set is a number, a truth value or JSON again when Postman's names read it. */
function typed(name) {
  const text = known[name];
  if (text === undefined || !(name in kinds)) return text;
  if (kinds[name] === "number") return Number(text);
  return kinds[name] === "boolean" ? text === "true" : parse(text);
}

function setTyped(name, value) {
  const kind = value === null || value === undefined ? "" : typeof value === "object" ? "json" : typeof value;
  if (kind !== "json") return change(name, asText(value), kind);
  const json = stringify(value);
  change(name, json === undefined ? "" : json, "json");
}

function allTyped() {
  const made = {};
  for (const name of ownKeys(known)) made[name] = typed(name);
  return made;
}

const hexDigits = (count) => Array.from({ length: count }, () => "0123456789abcdef"[Math.floor(Math.random() * 16)]).join("");
const uuid = () => `${hexDigits(8)}-${hexDigits(4)}-4${hexDigits(3)}-${"89ab"[Math.floor(Math.random() * 4)]}${hexDigits(3)}-${hexDigits(12)}`;
const DYNAMIC = {
  $guid: uuid, $randomUUID: uuid,
  $timestamp: () => Math.floor(Date.now() / 1000),
  $isoTimestamp: () => new Date().toISOString(),
  $randomInt: () => Math.floor(Math.random() * 1001),
  $randomBoolean: () => Math.random() < 0.5,
};

function replaceIn(text) {
  let made = `${text}`;
  for (let round = 0; round < 10; round++) {
    const before = made;
    made = before.replace(/\{\{([^{}]+)\}\}/g, (whole, written) => {
      const name = written.trim();
      return known[name] ?? (Object.hasOwn(DYNAMIC, name) ? `${DYNAMIC[name]()}` : whole);
    });
    if (made === before || made.length > MOST_VALUES) break;
  }
  return made;
}

const variableScope = freeze({
  get: (name) => typed(`${name}`),
  set: setTyped,
  has: (name) => `${name}` in known,
  unset: (name) => change(name, null),
  clear: () => {
    for (const name of ownKeys(known)) change(name, null);
  },
  toObject: allTyped,
  toJSON: allTyped,
  replaceIn,
});

function test(name, check) {
  const title = cut(told(name), 500);
  const end = (error) => {
    write(`${error === null ? "✓" : "✗"} ${title}${error === null ? "" : `: ${error}`}`);
    if (error !== null) fail(`${title}: ${error}`);
  };
  try {
    if (check.length > 0) return awaitDone(check, end);
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

/** A test that takes `done` is over when it calls it. */
function awaitDone(check, end) {
  let waits = true;
  pending++;
  const over = (error) => {
    if (!waits) return;
    waits = false;
    pending--;
    end(error);
  };
  try {
    check((thrown) => over(thrown === undefined || thrown === null ? null : complaint(thrown)));
  } catch (thrown) {
    over(complaint(thrown));
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

class PostmanResponse {
  constructor(response) {
    this.code = response.status;
    this.status = response.reason;
    this.headers = lineList({ read: () => linesOf(response.headers), fold: lower });
    this.cookies = cookieList(null, response);
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
  ok: [200, 200], success: [200, 299], info: [100, 199], redirection: [300, 399],
  clientError: [400, 499], serverError: [500, 599], error: [400, 599], accepted: [202, 202],
  badRequest: [400, 400], unauthorized: [401, 401], forbidden: [403, 403], notFound: [404, 404],
  notAcceptable: [406, 406], rateLimited: [429, 429],
};

function isJson(response) {
  try {
    response.json();
    return true;
  } catch {
    return false;
  }
}

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
    const said = `${this._obj.headers.get("content-type") ?? ""}`.includes("json");
    this.assert(said && isJson(this._obj), "expected a JSON body", "expected no JSON body");
  });
  Assertion.overwriteMethod("jsonSchema", (original) => function (schema) {
    if (!about(this)) return original.call(this, schema);
    const claim = new Assertion(this._obj.json());
    (chai.util.flag(this, "negate") ? claim.not : claim).to.be.jsonSchema(schema);
  });
}

const REQUIRED = {
  chai, moment, underscore, tv4, "crypto-js": CryptoJS, "@xmldom/xmldom": xmldom,
  atob: (text) => atob(text), btoa: (text) => btoa(text), uuid: freeze({ v4: uuid }),
};

function required(name) {
  if (Object.hasOwn(REQUIRED, name)) return REQUIRED[name];
  throw new Error(`require: there is no ${told(name)}; there are ${Object.keys(REQUIRED).join(", ")}`);
}

/** The parts of `pm` that are of this script; called once, before it runs. */
function offerPostman({ event, response, request, info }) {
  const said = response === null ? undefined : new PostmanResponse(response);
  const scope = variableScope;
  const quiet = () => {};
  legacyTests = {};
  offer("pm", freeze({
    test, expect: chai.expect, response: said,
    environment: scope, globals: scope, collectionVariables: scope, variables: scope,
    iterationData: scope,
    cookies: cookieList(request, response),
    info: freeze({ eventName: event, iteration: 0, iterationCount: 1, ...info }),
    request: request === null ? undefined : new PostmanRequest(request),
    sendRequest: () => { throw new Error("pm.sendRequest is not supported: scripts have no network"); },
    execution: freeze({ setNextRequest: noNext, skipRequest: noNext }),
    visualizer: freeze({ set: quiet, clear: quiet }),
    require: required,
  }));
  offer("require", required);
  offer("tests", legacyTests);
  for (const name of ["environment", "globals", "data"]) offer(name, allTyped());
  offer("iteration", 0);
  offer("postman", freeze({
    setEnvironmentVariable: scope.set, getEnvironmentVariable: scope.get,
    clearEnvironmentVariable: scope.unset, clearEnvironmentVariables: scope.clear,
    setGlobalVariable: scope.set, getGlobalVariable: scope.get,
    clearGlobalVariable: scope.unset, clearGlobalVariables: scope.clear,
    getResponseHeader: (name) => said?.headers.get(name),
    getResponseCookie: (name) => cookieOf(said?.cookies.one(name)),
    setNextRequest: noNext,
  }));
  if (said === undefined) return;
  offer("responseBody", said.body);
  offer("responseCode", freeze({ code: said.code, name: said.status, detail: "" }));
  offer("responseTime", said.responseTime);
  offer("responseHeaders", said.headers.toObject());
  offer("responseCookies", said.cookies.all().map(cookieOf));
}

const cookieOf = (line) => (line === undefined ? undefined : { name: line.key, value: line.value });

function noNext() {
  throw new Error("the order of requests is fixed: another request cannot be chosen");
}
