// Asks the server at random, as its own document says, and holds every answer against it.
//
// Usage: ./dev contract --help. SANDHEAP_SERVER is the server. The checks are those of schemathesis
// and bear their names; what fails is shrunk, and told as curl lines.
import { parseArgs } from "node:util";
import { Arbitraries } from "./arbitraries.mjs";
import { Checks } from "./checks.mjs";
import { Client, curl } from "./client.mjs";
import { Document } from "./document.mjs";
import { Requests } from "./requests.mjs";
import { startServer } from "../support/server.mjs";

const options = {
  runs: { type: "string", default: "200" },
  seed: { type: "string", default: "1" },
  only: { type: "string" },
};

function tell(failure, origin) {
  console.log(`\n${failure.check}: ${failure.message}`);
  for (const asked of failure.trace) {
    console.log(`  ${curl(origin, asked).slice(0, 4000)}`);
  }
}

export async function main(words) {
  const { values } = parseArgs({ args: words, options });
  const server = await startServer("--max-sessions", "10000");
  const client = new Client(server.origin);
  const document = await Document.of(server.origin);
  const requests = new Requests(document, new Arbitraries(document));
  const checks = new Checks(document, requests, client, {
    runs: Number(values.runs),
    seed: Number(values.seed),
  });
  const failures = [];
  for (const [name, check] of checks.all()) {
    if (values.only !== undefined && !name.includes(values.only)) continue;
    const begin = Date.now();
    const before = checks.answers;
    const found = await check();
    failures.push(...found.map((failure) => ({ check: name, ...failure })));
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    console.log(`${found.length > 0 ? "FAILED" : "passed"}  ${name}: ${checks.answers - before} answers, ${seconds} s`);
  }
  for (const failure of failures) {
    tell(failure, server.origin);
  }
  const statuses = [...checks.statuses].sort(([a], [b]) => a - b);
  console.log(statuses.map(([status, count]) => `${status}: ${count}`).join(", "));
  console.log(`${checks.answers} answers, ${failures.length} failures, seed ${values.seed}`);
  client.close();
  await server.stop();
  return failures.length > 0 ? 1 : 0;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  process.exit(await main(process.argv.slice(2)));
}
