// The document itself: that it is one, and whole.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Document } from "./document.mjs";
import { startServer } from "./server.mjs";

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

test("no member is there twice", () => {
  // What is read drops the first of two; numbers beyond 2**53 are read as others.
  const even = (json) => json.replace(/\d{17,}/g, "9").replace(/\\u[0-9a-f]{4}/g, (at) => JSON.parse(`"${at}"`));
  assert.ok(even(JSON.stringify(document.json)) === even(text));
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
