// Holds every answer that the other tests got against the document. They leave them in the folder
// SANDHEAP_RECORDS: tests/contract/recorder/ tells how.
//
// Prints how many answers of each operation and status there were. SANDHEAP_WHOLE says that all
// tests have run: then every operation of the document has to have been answered as it should.
import fs from "node:fs";
import path from "node:path";
import { Document } from "./document.mjs";
import { startServer } from "../support/server.mjs";
import { apiComplaint, complaint } from "./verdict.mjs";

// The records of a file, one after the other. The last may be cut: its process was killed.
function* recordsOf(file) {
  const bytes = fs.readFileSync(file);
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return;
    const head = JSON.parse(bytes.subarray(at, end).toString("latin1"));
    const body = bytes.subarray(end + 1, end + 1 + head.size);
    if (body.length < head.size) return;
    yield { ...head, body };
    at = end + 1 + head.size + 1;
  }
}

function replyOf(record) {
  const headers = {};
  for (const [name, value] of Object.entries(record)) {
    headers[name.toLowerCase()] = value;
  }
  return {
    operation: record[":operation"],
    code: record[":code"],
    method: record[":method"],
    target: record[":target"],
    status: Number(record[":status"]),
    headers,
    body: record.body.toString(),
  };
}

// What an answer counts as: "listObjects 200", or of a path that is not in the document its status.
function labelOf(document, reply) {
  if (reply.operation !== undefined) {
    return `${reply.operation} ${reply.code}`;
  }
  const template = document.templateOf(reply.target);
  const operation = template !== undefined ? document.operation(reply.method, template) : undefined;
  return `${operation?.operationId ?? "(elsewhere)"} ${reply.status}`;
}

class Tally {
  constructor() {
    this.counts = new Map();
    this.complaints = [];
    this.bytes = 0;
  }

  add(document, record) {
    const reply = replyOf(record);
    const label = labelOf(document, reply);
    this.counts.set(label, (this.counts.get(label) ?? 0) + 1);
    this.bytes += reply.body.length;
    const wrong =
      reply.operation !== undefined ? apiComplaint(document, reply) : complaint(document, reply);
    if (wrong !== null) {
      this.complaints.push(`${label} ${reply.target ?? ""}: ${wrong}\n    ${reply.body.slice(0, 300)}`);
    }
  }

  get total() {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

function print(tally) {
  const rows = [...tally.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [label, count] of rows) {
    console.log(`${String(count).padStart(8)}  ${label}`);
  }
  const megabytes = (tally.bytes / 1e6).toFixed(1);
  console.log(`${String(tally.total).padStart(8)}  answers, ${megabytes} MB`);
}

// What every run of all tests has to have seen: each operation's success.
function missing(document, tally) {
  const wanted = [];
  for (const item of Object.values(document.json.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (method !== "parameters") {
        const success = Object.keys(operation.responses).find((status) => status.startsWith("2"));
        wanted.push(`${operation.operationId} ${success}`);
      }
    }
  }
  return wanted.filter((label) => !tally.counts.has(label));
}

const folder = process.env.SANDHEAP_RECORDS;
const server = await startServer();
const document = await Document.of(server.origin);
await server.stop();
const tally = new Tally();
for (const name of fs.readdirSync(folder)) {
  for (const record of recordsOf(path.join(folder, name))) {
    tally.add(document, record);
  }
}
print(tally);
const complaints = tally.complaints;
if (process.env.SANDHEAP_WHOLE) {
  complaints.push(...missing(document, tally).map((label) => `never seen: ${label}`));
}
for (const text of complaints.slice(0, 40)) {
  console.log(`not as documented: ${text}`);
}
if (complaints.length > 0) {
  console.log(`${complaints.length} complaints`);
  process.exit(1);
}
fs.rmSync(folder, { recursive: true });
