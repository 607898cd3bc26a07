// The controls of free play in a real browser, against the real server: what is typed is what is
// made, and what is refused says why.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiOf,
  browser,
  limits,
  openPage,
  server,
  settled,
  useServerAndBrowser,
} from "./support.mjs";


useServerAndBrowser();

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

// [typed, the repr of what is made]
const TYPED = [
  ["-5", "-5"],
  ["0xff", "255"],
  ["-123456789012345678901", "-123456789012345678901"],
  ["True", "True"],
  ["None", "None"],
  ["[1, [a, ()], {'k': (1,)}]", "[1, ['a', ()], {'k': (1,)}]"],
  [String.raw`'\u4f60\x41\t'`, String.raw`'你A\t'`],
  [String.raw`b'ab\x00\xff'`, String.raw`b'ab\x00\xff'`],
  ["bytes()", "b''"],
  ["bytes(3)", String.raw`b'\x00\x00\x00'`],
  ["''.join(['ab']) * 3", "'ababab'"],
  ["{(1, 'x'): a}", "{(1, 'x'): 'a'}"],
  ["value[1, 'x']", "'a'"],
];

test("what is typed as a value is what the server makes", limits, async () => {
  const { page, complaints, close } = await openFreePlay();
  const api = apiOf(page, server.origin);
  const make = (value) => operate(page, "create", { name: "value", value });
  assert.equal(await operate(page, "create", { name: "a", value: "'a'" }), null);
  for (const [typed, repr] of TYPED) {
    assert.equal(await make(typed), null, typed);
    const { names, nodes } = await api.get("/graph?limit=2000");
    const { object } = names.find((item) => item.name === "value");
    assert.equal(nodes.find((node) => node.id === object).repr, repr, typed);
  }
  assert.equal(await operate(page, "class", { name: "P" }), null);
  assert.equal(await make("[P()]"), null);
  assert.equal(await make("value[0]"), null);
  assert.match(await make("Q()"), /^NameError: name 'Q' is not defined/);
  assert.match(await make("{[]: 1}"), /^TypeError: unhashable/);
  assert.match(await make("lambda"), /keyword/);
  assert.deepEqual(
    complaints.filter((words) => !/status of 4\d\d/.test(words)),
    [],
  );
  await close();
});

test("the code of a collection is what its button says", limits, async () => {
  const { page, close } = await openFreePlay();
  for (const generation of [0, 1, 2]) {
    const button = page.locator(`#control-collect-${generation} .run`);
    await button.click();
    await settled(page);
    assert.equal(await page.textContent("#step-code"), await button.textContent());
  }
  await close();
});

// A value of each type that can be chosen; a value of one is refused for all others.
const OF_TYPE = {
  int: ["-7", "123456789012345678901"],
  str: ["'x'", "''.join(['ab']) * 3"],
  list: ["[1]"],
  tuple: ["(1,)", "()"],
  dict: ["{}"],
  bytes: ["b'x'", "bytes(3)"],
  None: ["None"],
  instance: ["P()"],
};

test("a value of another type than the chosen one is refused", limits, async () => {
  const { page, complaints, close } = await openFreePlay();
  const api = apiOf(page, server.origin);
  const make = (value) => operate(page, "create", { name: "made", value });
  assert.equal(await operate(page, "class", { name: "P" }), null);
  assert.equal(await page.inputValue("#create-type"), "any");
  const types = await page.locator("#create-type option").allTextContents();
  assert.deepEqual(types.sort(), ["any", ...Object.keys(OF_TYPE)].sort());
  for (const [type, values] of Object.entries(OF_TYPE)) {
    await page.selectOption("#create-type", type);
    assert.equal(
      (await page.textContent("#control-create .python")).replace(/^\S+ = /, ""),
      await page.inputValue("#create-value"),
    );
    await page.click("#control-create .run");
    await settled(page);
    assert.ok(await page.locator("#control-create .problem").isHidden(), `the example of ${type}`);
    for (const value of values) assert.equal(await make(value), null, value);
    const { seq } = await api.get("");
    for (const value of Object.values(OF_TYPE)
      .flat()
      .filter((one) => !values.includes(one)))
      assert.match(await make(value), new RegExp(`is of the type .* but ${type} is chosen`));
    assert.match(await make("True"), /is of the type bool, .* Choose any/);
    assert.match(await make("made"), /makes no object/);
    assert.equal((await api.get("")).seq, seq, "nothing was made");
  }
  assert.deepEqual(complaints, []);
  await close();
});
