// That what differs from the document is noticed: each answer here is a good one with one thing wrong.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "./client.mjs";
import { Document } from "./document.mjs";
import { startServer } from "../support/server.mjs";
import { complaint } from "./verdict.mjs";

let server, client, document, good, refused;

before(async () => {
  server = await startServer();
  client = new Client(server.origin);
  document = await Document.of(server.origin);
  const { headers } = await client.send("POST", "/v1/sessions", { body: "{}" });
  good = await client.send("POST", `${headers.location}/ops`, { body: '{"op":"assign","name":"a","value":[1]}' });
  refused = await client.send("GET", `${headers.location}/objects/99`);
});

after(async () => {
  client.close();
  await server.stop();
});

const withBody = (reply, change) => {
  const value = JSON.parse(reply.body);
  change(value);
  return { ...reply, body: JSON.stringify(value) };
};

const without = (headers, name) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

test("good answers are good", () => {
  assert.equal(complaint(document, good), null);
  assert.equal(complaint(document, refused), null);
});

const faults = {
  "a member that is not told of": () => withBody(good, (change) => (change.colour = "blue")),
  "a member that is missing": () => withBody(good, (change) => delete change.freed),
  "a member of another type": () => withBody(good, (change) => (change.seq = "1")),
  "an event of an unknown kind": () => withBody(good, (change) => (change.events[0].event = "party")),
  "an event with too little": () => withBody(good, (change) => delete change.events.find(({ event }) => event === "alloc").record),
  "a slot without an object, deep inside": () => withBody(good, (change) => (change.objects.find(({ slots }) => slots.length > 0).slots[0].object = null)),
  "an address that is none": () => withBody(good, (change) => (change.objects[0].address = "here")),
  "a body that is no JSON": () => ({ ...good, body: "{" }),
  "a status that is not told of": () => ({ ...good, status: 202 }),
  "another media type": () => ({ ...good, headers: { ...good.headers, "content-type": "text/html" } }),
  "no ETag": () => ({ ...good, headers: without(good.headers, "etag") }),
  "an ETag that is none": () => ({ ...good, headers: { ...good.headers, etag: "12" } }),
  "a code that is not told of there": () => withBody(refused, (problem) => (problem.code = "no-such-pool")),
  "a title of another code": () => withBody(refused, (problem) => (problem.title = "Oh")),
  "a refusal in plain JSON": () => ({ ...refused, headers: { ...refused.headers, "content-type": "application/json" } }),
};

for (const [name, fault] of Object.entries(faults)) {
  test(`${name} is noticed`, () => assert.notEqual(complaint(document, fault()), null));
}
