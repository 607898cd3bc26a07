// Lives that a count does not tell: an object that a weakref leads to and that goes all the same,
// and one that its own finalizer keeps.

import assert from "node:assert/strict";
import path from "node:path";
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

const pictures = process.env.SANDHEAP_PICTURES; // A folder for screenshots; none are taken without.

useServerAndBrowser();

async function beginFreePlay(ops) {
  const opened = await openPage(browser, server.origin);
  const { page } = opened;
  await page.click("#tab-play");
  await page.click("#play-freely");
  await settled(page);
  const api = apiOf(page, server.origin);
  await api.run(ops);
  await page.reload();
  await settled(page);
  return { ...opened, api };
}

async function create(page, name, value) {
  await page.fill("#create-name", name);
  await page.fill("#create-value", value);
  await page.click("#control-create .run");
  await settled(page);
  assert.equal(await page.textContent("#control-create .problem"), "");
}

async function del(page, names) {
  await page.fill("#del-names", names);
  await page.click("#control-del .run");
  await settled(page);
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

async function readLog(page) {
  await page.click("#tab-log");
  const words = await page.textContent(".log li.current .changed");
  await page.click("#tab-graph");
  return words;
}

const weakArrows = (page) => page.locator(".arrow.weak").count();

test("a weakref leads to an object without a notch, and is dead when that goes", limits, async () => {
  const { page, complaints, close, api } = await beginFreePlay([
    { op: "class", name: "P" },
    { op: "assign", name: "p", value: { new: "P" } },
  ]);
  await create(page, "r", "weakref.ref(p)");
  const graph = await api.get("/graph");
  const id = (name) => graph.names.find((item) => item.name === name).object;
  const notches = (card) => page.locator(`.notch[data-object="${card}"]:not(.by-weak)`).count();
  assert.equal(await weakArrows(page), 1);
  assert.equal(await notches(id("p")), 1, "the name's only");
  await page.click(`#card-${id("r")}`);
  assert.equal(
    await page.textContent('#inspector [data-fact="leads to"]'),
    `#${id("p")}, not held`,
  );
  await picture(page, "weakref-alive");
  await del(page, "p");
  assert.equal(await weakArrows(page), 0);
  assert.match(await page.textContent(`#card-${id("r")} .chip`), /dead/);
  assert.match(await page.textContent('#inspector [data-fact="leads to"]'), /gone/);
  await picture(page, "weakref-dead");
  assert.match(await readLog(page), new RegExp(`Weakref #${id("r")} is dead: #${id("p")} went\\.`));
  assert.deepEqual(complaints, []);
  await close();
});

test("a finalizer keeps its object, and is told; the second time it goes", limits, async () => {
  const keep = { op: "assign", name: "<module>.kept", value: { ref: "self" } };
  const { page, complaints, close, api } = await beginFreePlay([
    { op: "class", name: "P", finalizer: [keep] },
    { op: "assign", name: "p", value: { new: "P" } },
  ]);
  const { object } = (await api.get("/graph")).names.find((item) => item.name === "p");
  await del(page, "p");
  assert.equal(await page.locator(`#card-${object}`).count(), 1, "it lives");
  await page.click(`#card-${object}`);
  assert.match(await page.textContent("#inspector [data-fact=marks]"), /finalizer has run/);
  await picture(page, "resurrected");
  const words = await readLog(page);
  assert.match(words, new RegExp(`The finalizer of #${object} ran\\.`));
  assert.match(words, new RegExp(`Its finalizer kept #${object} alive\\.`));
  await del(page, "kept");
  assert.equal(await page.locator(`#card-${object}`).count(), 0);
  assert.doesNotMatch(await readLog(page), /finalizer/);
  assert.deepEqual(complaints, []);
  await close();
});

test("sets, floats and frozen objects are shown as what they are", limits, async () => {
  const { page, complaints, close, api } = await beginFreePlay([]);
  await create(page, "s", "{1.5, 'two'}");
  const card = page.locator("g.card.dict");
  assert.match(await card.textContent(), /set#\d/);
  assert.match(await card.textContent(), /1\.5.*'two'|'two'.*1\.5/);
  await api.run([{ op: "freeze" }]);
  await page.reload();
  await settled(page);
  assert.match(await page.textContent("g.card.dict .foot"), /frozen · tracked/);
  await page.click("#tab-collector");
  assert.match(await page.textContent("#panel-collector"), /1 object frozen/);
  assert.deepEqual(complaints, []);
  await close();
});
