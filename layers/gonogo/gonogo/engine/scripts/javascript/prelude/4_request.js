// Postman's view of the request: what is changed here is changed in `request`.
const URL_PARTS = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i;
const asIs = (text) => text;

function urlView(request) {
  const parts = () => {
    const [, scheme = "", place = "", path = "", query, hash] = URL_PARTS.exec(`${request.url}`) ?? [];
    const [host, port] = place.slice(place.lastIndexOf("@") + 1).split(/:(?=\d*$)/);
    return { scheme, place, path, query, hash, host, port };
  };
  const put = (changed) => {
    const { scheme, place, path, query, hash } = { ...parts(), ...changed };
    request.url = `${scheme ? `${scheme}://` : ""}${place}${path}` +
      `${query ? `?${query}` : ""}${hash === undefined ? "" : `#${hash}`}`;
  };
  const joined = (value, by) => (Array.isArray(value) ? value.join(by) : asText(value));
  const query = lineList({
    read: () => linesOfQuery(parts().query ?? "", asIs),
    keep: (lines) => put({ query: lines.map(({ key, value }) => `${key}=${value}`).join("&") }),
    separator: "=",
  });
  const added = (given) => (typeof given === "string" ? linesOfQuery(given, asIs) : [].concat(given));
  return {
    query,
    toString: () => `${request.url}`,
    toJSON: () => `${request.url}`,
    update: (url) => { request.url = asText(url); },
    getHost: () => parts().host,
    getPath: () => parts().path,
    getPathWithQuery: () => parts().path + (parts().query === undefined ? "" : `?${parts().query}`),
    getQueryString: () => parts().query ?? "",
    getRemote: () => parts().place,
    getRaw: () => `${request.url}`,
    addQueryParams: (given) => query.populate(added(given)),
    removeQueryParams: (names) => [].concat(names).forEach((name) => query.remove(name)),
    get protocol() { return parts().scheme; },
    set protocol(value) { put({ scheme: asText(value).replace(/:\/*$/, "") }); },
    get host() { return parts().host.split("."); },
    set host(value) { put({ place: joined(value, ".") + (parts().port ? `:${parts().port}` : "") }); },
    get port() { return parts().port; },
    set port(value) { put({ place: `${parts().host}:${asText(value)}` }); },
    get path() { return parts().path.split("/").slice(1); },
    set path(value) { put({ path: `/${joined(value, "/").replace(/^\//, "")}` }); },
    get hash() { return parts().hash; },
    set hash(value) { put({ hash: asText(value) }); },
  };
}

function bodyView(request) {
  const isForm = () => Object.keys(request.form ?? {}).length > 0 ||
    `${request.content_type}`.includes("x-www-form-urlencoded");
  const fields = () => {
    const held = linesOf(request.form ?? {});
    return held.length || !isForm() ? held : linesOfQuery(`${request.body}`, decoded);
  };
  const urlencoded = lineList({
    read: fields, keep: (lines) => { request.form = byName(lines); }, separator: "=",
  });
  return {
    urlencoded,
    get mode() { return isForm() ? "urlencoded" : "raw"; },
    get raw() { return request.body; },
    set raw(value) { request.body = asText(value); },
    get graphql() { return parse(request.body); },
    isEmpty: () => !request.body && !isForm(),
    toString: () => (request.body || urlencoded.toString()),
    update(given) {
      if (typeof given !== "object") request.body = asText(given);
      else if (given.mode === "urlencoded") request.form = byName(added(given.urlencoded));
      else if (given.mode === "graphql") request.body = stringify(given.graphql);
      else request.body = asText(given.raw);
    },
  };
  function added(given) {
    return typeof given === "string" ? linesOfQuery(given, decoded)
      : given.map((line) => lineOf(line, undefined, "="));
  }
}

class PostmanRequest {
  #request;
  #url;
  #body;
  constructor(request) {
    this.#request = request;
    this.#url = urlView(request);
    this.#body = bodyView(request);
    this.headers = lineList({
      read: () => linesOf(request.headers), fold: lower,
      keep: (lines) => { request.headers = byName(lines); },
    });
  }
  get method() { return this.#request.method; }
  set method(value) { this.#request.method = asText(value); }
  get url() { return this.#url; }
  set url(value) { this.#request.url = asText(value); }
  get body() { return this.#body; }
  set body(value) { this.#body.update(value); }
  addHeader(line, value) { this.headers.add(line, value); }
  upsertHeader(line, value) { this.headers.upsert(line, value); }
  removeHeader(name) { this.headers.remove(name); }
  getHeaders() { return this.headers.toObject(); }
  forEachHeader(visit) { this.headers.each(visit); }
  addQueryParams(given) { this.#url.addQueryParams(given); }
  removeQueryParams(names) { this.#url.removeQueryParams(names); }
  toJSON() {
    return { method: this.method, url: `${this.#url}`, header: this.headers.all(), body: this.#body.raw };
  }
}
