// The only way in and the only way out.

/** Everything random of this VM comes from the host's seed: a snapshot would repeat itself. */
function seededRandom(seed) {
  let [a, b, c, d] = seed;
  return () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
}

function prepare(json) {
  input = parse(json);
  setPrototypeOf(input.secrets, null);
  Math.random = seededRandom(input.seed);
  for (let i = 0; i < 12; i++) Math.random();
  const names = ownKeys(input.variables);
  for (let i = 0; i < names.length; i++) known[names[i]] = input.variables[names[i]];
  const typedNames = ownKeys(input.kinds);
  for (let i = 0; i < typedNames.length; i++) kinds[typedNames[i]] = input.kinds[typedNames[i]];
  const facts = ownKeys(input.context);
  for (let i = 0; i < facts.length; i++) {
    if (!(facts[i] in globalThis)) offer(facts[i], input.context[facts[i]]);
  }
  offer("request", input.request);
  offer("response", input.response);
  offerPostman(input);
}

function runSource(source) {
  try {
    // A text that closes the function around it would have to close this block too.
    compile(`if (0) {${source}\n}`);
    compile(source)();
  } catch (thrown) {
    fail(complaint(thrown));
  }
}

/** What the host is told: made of primitives only, without prototypes. */
function finish() {
  finishTests();
  const result = create(null);
  try {
    result.request = input.edits ? plain(input.request, 0) : null;
  } catch (thrown) {
    result.request = null;
    fail(`the request cannot be read: ${complaint(thrown)}`);
  }
  result.passed = !failed;
  result.error = failure;
  result.output = output;
  result.changes = changes;
  result.revealed = revealed;
  result.wanted = wanted;
  result.kinds = kinds;
  return stringify(result);
}

globalThis.__enter = (json) => {
  delete globalThis.__enter;
  prepare(json);
  const source = input.source;
  delete input.source;
  runSource(source);
  return finish;
};
