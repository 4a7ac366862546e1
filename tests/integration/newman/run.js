// Runs collections with Newman, one after another: jobs on standard input, verdicts on standard output.
const newman = require("newman");

const verdict = ({ cursor, item, requestError, assertions = [], prerequestScript = [], testScript = [] }) => ({
  iteration: cursor.iteration,
  name: item.name,
  tests: assertions.map(({ assertion, skipped, error }) => [assertion, skipped ? "skipped" : error ? "failed" : "passed"]),
  errors: [requestError, ...prerequestScript.map((each) => each.error), ...testScript.map((each) => each.error)]
    .filter(Boolean).map((error) => `${error.name}: ${error.message}`),
});

const run = (job) => new Promise((done, failed) => {
  newman.run({ ...job, timeoutRequest: 10000, timeoutScript: 5000 }, (error, summary) =>
    (error ? failed(error) : done(summary.run.executions.map(verdict))));
});

(async () => {
  const jobs = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const found = {};
  for (const [name, job] of Object.entries(jobs)) found[name] = await run(job);
  process.stdout.write(JSON.stringify(found));
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
