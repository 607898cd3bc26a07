// The controls of free play in a real browser, against the real server: what is typed is what is
// made, and what is refused says why.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, settled, startBrowser, startServer } from "./support.mjs";

const skip = process.env.SANDHEAP_SERVER ? false : "SANDHEAP_SERVER names no server";
const limits = { skip, timeout: 60_000 };

let server, browser;

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function openFreePlay() {
  const opened = await openPage(browser, server.origin);
  await opened.page.click("#tab-play");
  await opened.page.click("#play-freely");
  return opened;
}

// Fills the fields of a control, runs it, and answers the problem it shows; null when there is none.
async function operate(page, control, fields) {
  for (const [name, text] of Object.entries(fields)) await page.fill(`#${control}-${name}`, text);
  await page.click(`#control-${control} .run`);
  await settled(page);
  const problem = page.locator(`#control-${control} .problem`);
  return (await problem.isVisible()) ? problem.textContent() : null;
}

test("an exception's name is said once", limits, async () => {
  const { page, close } = await openFreePlay();
  assert.equal(await operate(page, "create", { name: "li", value: "[1]" }), null);
  assert.equal(
    await operate(page, "remove", { target: "li", value: "2" }),
    "ValueError: list.remove(x): x not in list",
  );
  await close();
});

test("what was refused is forgotten when another control succeeds", limits, async () => {
  const { page, close } = await openFreePlay();
  assert.match(await operate(page, "del", { names: "nobody" }), /nobody/);
  assert.match(await operate(page, "put", { target: "none", value: "1" }), /none/);
  assert.equal(await page.locator(".problem:visible").count(), 2, "a refusal clears no other");
  assert.equal(await operate(page, "create", { name: "a", value: "1" }), null);
  assert.equal(await page.locator(".problem:visible").count(), 0);
  await close();
});

test("a function is entered with arguments that hold commas", limits, async () => {
  const { page, complaints, close } = await openFreePlay();
  assert.equal(await operate(page, "create", { name: "s", value: "'ab'" }), null);
  assert.equal(await operate(page, "function", { name: "foo", params: "x, y" }), null);
  assert.match(await operate(page, "call", { name: "foo", args: "x=s, [1, 2]" }), /parameter/);
  assert.equal(await operate(page, "call", { name: "foo", args: "x=s, y=[1, 2]" }), null);
  const frames = await page.locator("g.frame .label").allTextContents();
  assert.ok(
    frames.some((label) => label.startsWith("foo")),
    frames.join(),
  );
  assert.deepEqual(complaints, []);
  await close();
});
