// Which Python's heap it is, in a real browser: chosen for a new session, and two of them side by side.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiOf,
  browser,
  limits,
  openPage,
  press,
  server,
  settled,
  tabTo,
  useServerAndBrowser,
} from "./support.mjs";

useServerAndBrowser();

async function profiles() {
  return (await (await fetch(`${server.origin}/v1/profiles`)).json()).items;
}

const addressOf = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

test("every profile of the API can be chosen, and is told by its summary", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  await page.click("#profile");
  assert.ok(await page.evaluate(() => document.activeElement.id === "profile-choice"));
  const known = await profiles();
  const offered = await page.$$eval("#profile-choice option", (all) => all.map((one) => one.value));
  assert.deepEqual(
    offered,
    known.map(({ name }) => name),
  );
  for (const { name, summary, thresholds } of known) {
    await page.selectOption("#profile-choice", name);
    assert.equal(await page.textContent("#profile-summary"), summary);
    assert.ok((await page.textContent("#profile-numbers")).includes(thresholds.join(", ")));
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("a session of each profile shows its thresholds, small ints and limit", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  await page.click("#tab-play");
  for (const { name, thresholds, small_ints: range, small_request_limit: limit } of await profiles()) {
    await page.selectOption("#profile-choice", name);
    await page.click("#start-freely");
    await settled(page);
    assert.equal((await apiOf(page, server.origin).get("")).profile, name);
    assert.equal(addressOf(page).get("profile"), name);
    await page.click("#tab-collector");
    const readings = await page.$$eval(".gauge .reading", (all) => all.map((one) => one.textContent));
    assert.deepEqual(
      readings,
      thresholds.map((threshold) => `0 of ${threshold}`),
    );
    await page.click("#tab-interned");
    const ints = await page.$$eval(".int", (all) => all.map((one) => Number(one.dataset.int)));
    assert.deepEqual([ints[0], ints.at(-1), ints.length], [...range, range[1] - range[0] + 1]);
    await page.click("#tab-pools");
    const words = (await page.textContent("#panel-pools")).replaceAll("\u202f", "");
    assert.ok(words.includes(`up to ${limit} bytes`), words);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("by keyboard: another profile starts empty, after a question if work is left", limits, async () => {
  const { page, complaints, close } = await openPage(
    browser,
    `${server.origin}/#profile=cpython-3.11`,
  );
  const before = apiOf(page, server.origin);
  assert.equal(await page.textContent("#profile"), "CPython 3.11");
  await before.run([{ op: "assign", name: "kept", value: [] }]);
  await page.reload();
  await settled(page);
  assert.equal(apiOf(page, server.origin).session, before.session, "a reload keeps the session");
  const choose = async () => {
    await tabTo(page, "#profile-choice");
    await press(page, "Home");
    await tabTo(page, "#start-freely");
    await press(page, "Enter");
    assert.ok(await page.isVisible("#leave"));
    assert.match(await page.textContent("#leave-words"), /1 operation, is not taken along/);
  };
  await choose();
  await press(page, "Enter");
  assert.ok(await page.isHidden("#leave"));
  assert.equal(apiOf(page, server.origin).session, before.session, "the first answer is to stay");
  await choose();
  await tabTo(page, "#leave-start");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.dataset.seq === "0");
  await settled(page);
  const after = apiOf(page, server.origin);
  assert.notEqual(after.session, before.session);
  assert.equal((await after.get("")).profile, "article");
  assert.deepEqual((await after.get("/names")).items, []);
  assert.equal((await before.get("/names")).total, 1, "the other session is where it was");
  assert.equal(await page.textContent("#profile"), "The article's Python");
  assert.deepEqual(complaints, []);
  await close();
});

for (const [link, words, profile] of [
  ["profile=cpython-3.11", /^An empty heap of CPython 3.11/, "cpython-3.11"],
  ["profile=cpython-1.5", /names no Python that is known/, "article"],
  [`s=${"0".repeat(32)}&profile=cpython-3.11`, /not there any more .* A new one/, "cpython-3.11"],
]) {
  test(`a link with #${link} starts a session of ${profile}`, limits, async () => {
    const { page, close } = await openPage(browser, `${server.origin}/#${link}`);
    assert.match(await page.textContent("#step-sentence"), words);
    assert.equal((await apiOf(page, server.origin).get("")).profile, profile);
    await close();
  });
}
