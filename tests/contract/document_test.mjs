// The document itself: that it is one, and whole.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { Document } from "./document.mjs";
import { startServer } from "../support/server.mjs";

const MOST_BYTES = 512 * 1024;

let server, text, document;

before(async () => {
  server = await startServer();
  text = await (await fetch(`${server.origin}/openapi.json`)).text();
  document = new Document(JSON.parse(text));
});

after(() => server.stop());

function* partsOf(value, at = "") {
  yield [at, value];
  if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      yield* partsOf(part, `${at}/${key}`);
    }
  }
}

function* operations() {
  for (const [template, item] of Object.entries(document.json.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (method !== "parameters") yield { template, method, operation };
    }
  }
}

const listOf = async (path) => (await (await fetch(server.origin + path)).json()).items;

test("it is OpenAPI 3.1 of a sensible size", () => {
  assert.equal(document.json.openapi, "3.1.0");
  assert.ok(Buffer.byteLength(text) < MOST_BYTES, `${Buffer.byteLength(text)} bytes`);
  console.log(`# ${Buffer.byteLength(text)} bytes, ${document.paths.length} paths, ` +
    `${[...operations()].length} operations, ${Object.keys(document.json.components.schemas).length} schemas`);
});

// The names that an object of the text has twice: reading it drops the first of two.
function membersThatAreTwice(json) {
  const twice = [];
  const open = [];
  for (const [token, isName] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (isName !== undefined) {
      if (open.at(-1).has(token)) twice.push(token);
      open.at(-1).add(token);
    }
  }
  return twice;
}

test("no member is there twice", () => {
  assert.deepEqual(membersThatAreTwice('{"a":{"a":"}"},"b":1,"a":2}'), ['"a":']);
  assert.deepEqual(membersThatAreTwice(text), []);
});

test("every reference leads somewhere", () => {
  for (const [at, part] of partsOf(document.json)) {
    if (typeof part?.$ref === "string") {
      assert.notEqual(document.resolve(part), undefined, `${at} leads to ${part.$ref}`);
    }
  }
});

test("every schema can be held against something", () => {
  for (const name of Object.keys(document.json.components.schemas)) {
    document.validator({ $ref: `#/components/schemas/${name}` });
  }
});

test("every schema, response and header is used", () => {
  const used = new Set();
  for (const [, part] of partsOf(document.json)) {
    if (typeof part?.$ref === "string") used.add(part.$ref);
  }
  for (const kind of ["schemas", "responses", "headers"]) {
    const unused = Object.keys(document.json.components[kind])
      .filter((name) => !used.has(`#/components/${kind}/${name}`));
    const outside = ["problem-not-found", "problem-method-not-allowed", "problem-method-unknown"];
    assert.deepEqual(unused.filter((name) => !outside.includes(name)), [], kind);
  }
});

test("every operation has a name of its own, a tag, a summary", () => {
  const tags = document.json.tags.map(({ name }) => name);
  const ids = new Set();
  for (const { operation } of operations()) {
    assert.ok(!ids.has(operation.operationId), operation.operationId);
    ids.add(operation.operationId);
    assert.ok(tags.includes(operation.tags[0]));
    assert.ok(operation.summary.length > 0);
  }
});

test("every piece of a path is a parameter", () => {
  for (const [template, item] of Object.entries(document.json.paths)) {
    const pieces = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    assert.deepEqual(item.parameters.map(({ name }) => name), pieces, template);
  }
});

test("every operation of GET /v1/operations has a schema with its arguments", async () => {
  for (const row of await listOf("/v1/operations")) {
    const schema = document.json.components.schemas[`op-${row.name}`];
    const names = row.arguments.map(({ name }) => name);
    assert.deepEqual(Object.keys(schema.properties), ["op", ...names]);
    const required = row.arguments.filter((argument) => argument.required).map(({ name }) => name);
    assert.deepEqual(schema.required, ["op", ...required]);
  }
});

test("every limit of GET /v1/limits is in it", async () => {
  assert.deepEqual(document.json["x-limits"], await listOf("/v1/limits"));
});

test("every profile of GET /v1/profiles can be asked for", async () => {
  const names = (await listOf("/v1/profiles")).map(({ name }) => name);
  assert.deepEqual(document.json.components.schemas.NewSession.properties.profile.enum, names);
});

// The requests of a dialogue: [method, path below the session or /v1, body].
function requestsOf(file) {
  const lines = fs.readFileSync(new URL(`../dialogues/${file}`, import.meta.url), "utf8").split("\n");
  return lines
    .filter((line) => line.startsWith("> "))
    .map((line) => {
      const [, method, path, body] = /^> (?:(GET|POST|PUT|DELETE) ?(\S*) ?)?(.*)$/.exec(line);
      return [method ?? "POST", path ?? "ops", body === "" ? undefined : JSON.parse(body)];
    });
}

const bodyExamples = ({ requestBody }) => Object.values(requestBody?.content["application/json"].examples ?? {});

function answerExamples(operation) {
  return Object.values(operation.responses)
    .map((part) => document.resolve(part).content?.["application/json"])
    .flatMap((content) => Object.values(content?.examples ?? {}));
}

test("every example fits its schema", () => {
  for (const { operation } of operations()) {
    const body = operation.requestBody?.content["application/json"];
    for (const { value } of bodyExamples(operation)) {
      assert.equal(document.complaint(body.schema, value), null, operation.operationId);
    }
    const [answer] = Object.values(operation.responses).map((part) => document.resolve(part).content?.["application/json"]).filter(Boolean);
    for (const { value } of answerExamples(operation)) {
      assert.equal(document.complaint(answer.schema, value), null, operation.operationId);
    }
  }
  const { Value } = document.json.components.schemas;
  for (const value of Value.examples) {
    assert.equal(document.complaint(Value, value), null);
  }
});

test("every path has an example, every body, every operation of a session, every form of values", () => {
  const without = [];
  const bodies = [];
  for (const { method, operation } of operations()) {
    bodies.push(...bodyExamples(operation).map(({ value }) => JSON.stringify(value)));
    if (["get", "post", "put", "delete"].includes(method)) {
      const isShown = answerExamples(operation).length > 0 || operation.responses[204] !== undefined;
      const isAsked = operation.requestBody === undefined || bodyExamples(operation).length > 0;
      if (!isShown || !isAsked) without.push(operation.operationId);
    }
  }
  assert.deepEqual(without, ["getDocument"]);
  const all = bodies.join("\n");
  const operationNames = Object.keys(document.json.components.schemas.Operation.discriminator.mapping);
  assert.deepEqual(operationNames.filter((name) => !all.includes(`"op":"${name}"`)), []);
  const forms = document.json.components.schemas.Value.examples.map((value) => JSON.stringify(value));
  assert.deepEqual(forms.filter((form) => !all.includes(form)), []);
});

// What only the session that the document made has.
const own = (value) => JSON.stringify(value).replace(/"(id|url|created_at)":"[^"]*"/g, '"$1":""');

test("every example is what a dialogue asks, and its answer is what the server answers", async () => {
  const asked = new Set();
  const answered = new Set();
  let session = "";
  for (const [method, path, body] of requestsOf("the_examples_of_the_document.txt")) {
    const isShared = path === "sessions" || path.startsWith("/");
    const target = isShared ? `/v1/${path.replace("/", "")}` : `${session}${path === "" ? "" : "/"}${path}`;
    const reply = await fetch(server.origin + target, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.ok(reply.status < 300, `${method} ${target}: ${reply.status}`);
    const answer = await reply.json();
    session = path === "sessions" ? answer.url : session;
    asked.add(JSON.stringify(body));
    answered.add(own(answer));
  }
  for (const { operation } of operations()) {
    for (const { value } of bodyExamples(operation)) {
      assert.ok(asked.has(JSON.stringify(value)), `no dialogue asks ${JSON.stringify(value)}`);
    }
    if (!["tables", "health"].includes(operation.tags[0])) {
      for (const { value } of answerExamples(operation)) {
        assert.ok(answered.has(own(value)), `${operation.operationId} is answered otherwise`);
      }
    }
  }
});
