// What the lesson's steps say, in a real browser, against the real server.

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
  useServerAndBrowser,
} from "./support.mjs";


useServerAndBrowser();

// Plays the lesson up to the step of that title, or goes back to it.
async function goTo(page, title) {
  await page.click(`.step:has-text("${title}")`);
  await settled(page);
}

async function openAt(title) {
  const opened = await openPage(browser, server.origin);
  await goTo(opened.page, title);
  return { ...opened, api: apiOf(opened.page, server.origin) };
}

test("the collector's view tells what waits for it from what it freed", limits, async () => {
  const { page, api, close } = await openAt("Both names are deleted");
  for (const [waiting, freed] of [
    ["2 objects are unreachable now and wait", 0],
    ["0 objects are unreachable now and wait", 2],
  ]) {
    const collector = await api.get("/gc");
    assert.equal(collector.freed_by_collector, freed);
    await page.click("#tab-collector");
    assert.equal(
      await page.textContent(".freed-words"),
      `Reference counting freed ${collector.freed_by_count} objects; ` +
        `the collector freed ${freed} objects that counting missed; ${waiting} for it.`,
    );
    await goTo(page, "Effective counts");
  }
  await close();
});

test("as many candidates are said to have survived as the collection says", limits, async () => {
  const { page, close } = await openAt("Effective counts");
  const rows = await page.locator("#panel-collector table").first().locator("tbody tr").all();
  const verdicts = await Promise.all(rows.map((row) => row.locator("td").last().textContent()));
  const count = (words) => verdicts.filter((verdict) => verdict === words).length;
  const told = await page.textContent("#panel-collector h3:nth-of-type(2) + p");
  assert.equal(count("survived"), Number(/survived (\d+)/.exec(told)[1]), told);
  assert.equal(count("collected"), Number(/collected (\d+)/.exec(told)[1]), told);
  assert.equal(count("survived, no longer tracked"), 1);
  assert.equal(verdicts.length, Number(/examined (\d+)/.exec(told)[1]), told);
  await close();
});

test(
  "a block that is used again is seen in its pool, before and after, also when looking back",
  limits,
  async () => {
    const { page, api, complaints, close } = await openAt("A block of a pool");
    const objectOf = async (wanted) => {
      const { names, nodes } = await api.get("/graph?limit=2000");
      const { object } = names.find((item) => item.name === wanted);
      return nodes.find((node) => node.id === object);
    };
    const seen = async () => ({
      sentence: await page.textContent("#step-sentence"),
      marked: await page.textContent(".block.marked"),
      words: await page.textContent(".marked-words"),
    });
    const s = await objectOf("s");
    const first = await seen();
    assert.ok(first.sentence.includes(s.address), first.sentence);
    assert.equal(first.marked, `#${s.id}`);
    assert.equal(first.words, `#${s.id} has the block at ${s.blocks[0].address}.`);
    await goTo(page, "The block is used again");
    const u = await objectOf("u");
    const second = await seen();
    assert.equal(u.address, s.address);
    assert.ok(second.sentence.includes(`s stood at ${s.address}`), second.sentence);
    assert.ok(second.sentence.includes(`stands at ${u.address}`), second.sentence);
    assert.equal(second.marked, `#${u.id}`);
    await goTo(page, "A block of a pool");
    assert.deepEqual(await seen(), first);
    assert.deepEqual(complaints, []);
    await close();
  },
);

test(
  "a sentence names only collections that its code ran; without operations no code",
  limits,
  async () => {
    const { page, close } = await openAt("Delete what you no longer need");
    const { steps } = await page.evaluate(async () => (await fetch("lessons/article.json")).json());
    const calls = (text) => text.match(/gc\.collect\([^)]*\)/g) ?? [];
    let told = 0;
    for (const step of [...steps].reverse()) {
      const code = await page.textContent("#step-code");
      assert.equal(code === "", step.ops.length === 0, step.title);
      for (const call of calls(await page.textContent("#step-sentence"))) {
        assert.ok(calls(code).includes(call), `${step.title}: ${call} is not in ${code}`);
        told++;
      }
      await press(page, "[");
    }
    assert.ok(told >= 3);
    await close();
  },
);

test("the code of every step can be read whole", limits, async () => {
  const { page, close } = await openAt("Delete what you no longer need");
  const code = page.locator("#step-code");
  do {
    const cut = await code.evaluate(
      (line) => line.scrollWidth > line.clientWidth || line.scrollHeight > line.clientHeight + 1,
    );
    assert.ok(!cut, await code.textContent());
    await press(page, "[");
  } while (await page.isEnabled("#step-back"));
  await close();
});

test("very long code of free play scrolls and leaves room for the heap", limits, async () => {
  const { page, api, close } = await openAt("An object is made");
  await api.run([{ op: "assign", name: "long", value: "1" }]);
  await page.reload();
  await settled(page);
  await page.fill("#create-value", JSON.stringify(Array.from({ length: 900 }, (_, n) => n)));
  await page.click("#control-create .run");
  await settled(page);
  const box = await page.locator("#step-code").evaluate((line) => ({
    whole: line.scrollHeight,
    seen: line.clientHeight,
    flow: getComputedStyle(line).overflowY,
  }));
  assert.ok(box.whole > box.seen && box.seen < 100 && box.flow === "auto", JSON.stringify(box));
  await close();
});

test("the log shows the operation that is looked at, however long ago it was", limits, async () => {
  const { page, close } = await openAt("Delete what you no longer need");
  const isSeen = () =>
    page.evaluate(() => {
      const view = document.getElementById("panel-log").getBoundingClientRect();
      const box = document.querySelector("#panel-log .current").getBoundingClientRect();
      return box.top >= view.top && box.bottom <= view.bottom;
    });
  await goTo(page, "An object is made");
  await page.click("#tab-log");
  assert.equal(await page.textContent("#panel-log .current code"), "a = 'abc'");
  assert.ok(await isSeen(), "the first operation");
  await goTo(page, "The price of looking");
  await page.click("#tab-log");
  assert.equal(await page.textContent("#panel-log .current code"), "gc.collect()");
  assert.ok(await isSeen(), "what a step without operations tells about");
  await page.evaluate(() => document.getElementById("panel-log").scrollTo(0, 0));
  await page.click("#tab-log");
  assert.ok(!(await isSeen()), "what is scrolled by hand stays");
  await press(page, "End");
  await page.click("#tab-log");
  assert.ok(await isSeen(), "the present");
  await close();
});
