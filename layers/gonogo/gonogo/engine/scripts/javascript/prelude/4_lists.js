// Lists of names and values, as Postman shows headers, query parameters, form fields and cookies.
const lower = (name) => apply(lowerText, `${name}`, []);

/** A line from `{key, value}`, from `key, value`, or from one text. */
function lineOf(given, value, separator) {
  if (typeof given !== "string") return { key: asText(given.key), value: asText(given.value) };
  if (value !== undefined) return { key: given, value: asText(value) };
  const at = given.indexOf(separator);
  if (at < 0) return { key: given.trim(), value: "" };
  return { key: given.slice(0, at).trim(), value: given.slice(at + 1).trim() };
}

/** `read` gives the lines, `keep` takes changed ones back; `same` tells which names are one. */
function lineList({ read, keep = () => {}, fold = String, separator = ":" }) {
  const named = (name) => read().filter((line) => fold(line.key) === fold(name));
  const edit = (lines) => { keep(lines); };
  const add = (given, value) => edit([...read(), lineOf(given, value, separator)]);
  const remove = (which) => {
    const gone = typeof which === "function" ? which
      : (line) => fold(line.key) === fold(typeof which === "object" ? which.key : which);
    edit(read().filter((line) => !gone(line)));
  };
  return {
    get: (name) => named(name).at(-1)?.value,
    one: (name) => named(name).at(-1),
    has: (name, value) => named(name).some((line) => value === undefined || line.value === asText(value)),
    all: read,
    count: () => read().length,
    idx: (index) => read()[index],
    each: (visit) => read().forEach(visit),
    map: (make) => read().map(make),
    filter: (keeps) => read().filter(keeps),
    find: (wanted) => read().find(wanted),
    toObject: () => Object.fromEntries(read().map(({ key, value }) => [key, value])),
    toString: () => read().map(({ key, value }) => `${key}${separator === ":" ? ": " : "="}${value}`)
      .join(separator === ":" ? "\n" : "&"),
    add, append: add, insert: add, remove,
    upsert(given, value) {
      const line = lineOf(given, value, separator);
      const index = read().findIndex((each) => fold(each.key) === fold(line.key));
      edit(index < 0 ? [...read(), line] : read().with(index, line));
    },
    clear: () => edit([]),
    populate: (lines) => lines.forEach((line) => add(line)),
  };
}

const linesOf = (byName) => Object.entries(byName).flatMap(([key, values]) =>
  [].concat(values).map((value) => ({ key, value })));

function byName(lines) {
  const made = {};
  for (const { key, value } of lines) (made[key] ??= []).push(value);
  return made;
}

const decoded = (text) => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // A percent sign that stands for itself.
  }
};

const linesOfQuery = (query, decode) => query.split("&").filter(Boolean).map((pair) => {
  const [key, ...rest] = pair.split("=");
  return { key: decode(key), value: decode(rest.join("=")) };
});

/** The cookies that were sent, and over them those that came. */
function cookieList(request, response) {
  const found = {};
  const headers = (record, name) => linesOf(record?.headers ?? {})
    .filter((line) => lower(line.key) === name).map((line) => line.value);
  const take = (pair) => {
    const at = pair.indexOf("=");
    if (at > 0) found[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  };
  for (const line of headers(request, "cookie")) line.split(";").forEach(take);
  for (const line of headers(response, "set-cookie")) take(line.split(";")[0]);
  const list = lineList({ read: () => linesOf(found) });
  return {
    ...list,
    jar: () => { throw new Error("pm.cookies.jar is not supported: the run keeps its own cookies"); },
  };
}
