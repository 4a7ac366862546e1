// One script's state: what it logged, what it changed, whether it failed. Out of its reach.
let output = "";
let failed = false;
let failure = null;
let input = null;
let known = create(null);
let kinds = create(null);
let changes = create(null);
let changed = 0;
let changedSize = 0;
let pending = 0;
let legacyTests = null;
let revealed = false;
let wanted = create(null);

/** Note a failure; the first one is what the result shows. */
function fail(message) {
  failed = true;
  failure ??= cut(message, MOST_ERROR);
}

function write(...values) {
  let line = "";
  for (let i = 0; i < values.length; i++) line += (i ? " " : "") + told(values[i]);
  if (output.length < MOST_OUTPUT) output = cut(output + line + "\n", MOST_OUTPUT);
}

/** A variable's value as text: gonogo's variables are texts. */
function asText(value) {
  if (value === undefined || value === null) return "";
  return told(value);
}

/** `kind` is what Postman's names take the text for; none is a text. */
function change(name, value, kind = "") {
  const key = `${name}`;
  if (key.length > MOST_NAME) throw new RangeError(`a variable's name has at most ${MOST_NAME} characters`);
  if (!(key in changes) && ++changed > MOST_VARIABLES)
    throw new RangeError(`a script sets at most ${MOST_VARIABLES} variables`);
  const before = key in changes && changes[key] !== null ? changes[key].length : 0;
  changedSize += key.length + (value === null ? 0 : value.length) - before;
  if (changedSize > MOST_VALUES)
    throw new RangeError(`the variables that a script sets have at most ${MOST_VALUES} characters in all`);
  changes[key] = value;
  if (kind === "number" || kind === "boolean" || kind === "json") kinds[key] = kind;
  else delete kinds[key];
  if (value === null) delete known[key];
  else known[key] = value;
}

const variables = freeze({
  get: (name) => known[`${name}`],
  set: (name, value) => change(name, asText(value)),
});

/** A secret's value. The host looks up what is wanted, and runs the script again with it. */
function getSecret(name) {
  const key = cut(`${name}`, MOST_NAME);
  revealed = true;
  if (key in input.secrets) return input.secrets[key];
  wanted[key] = true;
  throw new Error(`there is no secret of the name "${key}"`);
}
