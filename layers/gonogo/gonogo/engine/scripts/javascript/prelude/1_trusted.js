// What the prelude itself stands on, taken before any script can change it. Scripts run in the same
// realm: whatever they do to a prototype, what is captured here stays as it was.
const { stringify, parse } = JSON;
const { apply, defineProperty, ownKeys } = Reflect;
const { create, freeze, setPrototypeOf } = Object;
const { isArray } = Array;
const compile = Function;
const sliceText = String.prototype.slice;
const lowerText = String.prototype.toLowerCase;
const execute = RegExp.prototype.exec;
const objectText = Object.prototype.toString;
const then = Promise.prototype.then;

const MOST_OUTPUT = 64 * 1024;
const MOST_ERROR = 4 * 1024;
const MOST_VARIABLES = 500;
const MOST_NAME = 2 * 1024;
const MOST_VALUES = 64 * 1024;
const MOST_ENTRIES = 500;

/** The beginning of a text. */
const cut = (text, most) =>
  text.length <= most ? text : apply(sliceText, text, [0, most]) + "…";

const saysItself = (value) =>
  typeof value.toString === "function" && value.toString !== objectText;

/** Any value as text; never throws, though it may call what the script wrote. */
function told(value) {
  try {
    if (typeof value === "string") return value;
    // A digest, a date or an error says itself what its text is; plain objects are told as JSON.
    if (typeof value === "object" && value !== null && (isArray(value) || !saysItself(value))) {
      const json = stringify(value);
      if (typeof json === "string") return json;
    }
    const text = `${value}`;
    return typeof text === "string" ? text : "";
  } catch {
    return "[a value that has no text]";
  }
}

/** The line of the script that threw, if the engine noted it: two stand before its first. */
function whereIn(thrown) {
  const stack = [told(thrown.stack)];
  // A frame stands in parentheses; without them, it is the place of a syntax error.
  const found = apply(execute, /\(<input>:(\d{1,7})/, stack) ?? apply(execute, /<input>:(\d{1,7})/, stack);
  return found === null || found[1] < 3 ? "" : ` (line ${found[1] - 2})`;
}

/** What was thrown, as people read it. */
function complaint(thrown) {
  try {
    if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
      const name = told(thrown.name ?? "Error");
      return cut(`${name}: ${told(thrown.message)}`, MOST_ERROR) + whereIn(thrown);
    }
  } catch {
    return "[an error that cannot be read]";
  }
  return cut(told(thrown), MOST_ERROR);
}

/** A copy made of plain values without prototypes, so that nothing inherited speaks for it. */
function plain(value, depth) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return value;
  if (typeof value !== "object" || depth > 6) return null;
  const copy = setPrototypeOf(isArray(value) ? [] : {}, null);
  const keys = isArray(value) ? null : ownKeys(value);
  const count = keys === null ? value.length : keys.length;
  if (count > MOST_ENTRIES) throw new RangeError(`more than ${MOST_ENTRIES} entries`);
  for (let i = 0; i < count; i++) {
    const key = keys === null ? i : keys[i];
    if (typeof key !== "symbol") {
      defineProperty(copy, key, {
        __proto__: null, value: plain(value[key], depth + 1),
        enumerable: true, writable: true, configurable: true,
      });
    }
  }
  return copy;
}

/** A global that scripts can read and not replace. */
function offer(name, value) {
  defineProperty(globalThis, name, {
    __proto__: null, value, writable: false, enumerable: true, configurable: false,
  });
}
