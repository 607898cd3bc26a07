// Which Python's heap it is, in a real browser: chosen for a new session, and two of them side by side.

import assert from "node:assert/strict";
import fs from "node:fs";
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

// In what two of them differ: the field and what stands for each.
async function factsBetween([left, right]) {
  const answer = await fetch(`${server.origin}/v1/profiles?profiles=${left},${right}`);
  const { differences } = await answer.json();
  return new Map(
    differences.map(({ field, summary, values, words }) => [
      field,
      [
        summary,
        ...[left, right].map((name) => words[values[name]] ?? [values[name]].flat().join(", ")),
      ],
    ]),
  );
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
  for (const {
    name,
    thresholds,
    small_ints: range,
    small_request_limit: limit,
  } of await profiles()) {
    await page.selectOption("#profile-choice", name);
    await page.click("#start-freely");
    await settled(page);
    assert.equal((await apiOf(page, server.origin).get("")).profile, name);
    assert.equal(addressOf(page).get("profile"), name);
    await page.click("#tab-collector");
    const readings = await page.$$eval(".gauge .reading", (all) =>
      all.map((one) => one.textContent),
    );
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

test(
  "by keyboard: another profile starts empty, after a question if work is left",
  limits,
  async () => {
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
  },
);

test(
  "what is immortal says so in place of a count; its constant is the inspector's",
  limits,
  async () => {
    const { page, complaints, close } = await openPage(
      browser,
      `${server.origin}/#profile=cpython-3.12`,
    );
    const api = apiOf(page, server.origin);
    await api.run([{ op: "assign", name: "li", value: [null, 5, "hello", 5.5] }]);
    await page.reload();
    await settled(page);
    const { nodes } = await api.get("/graph?limit=2000");
    for (const { id, immortal, references, getrefcount } of nodes) {
      const badge = page.locator(`#card-${id} .count rect + text`);
      assert.equal(await badge.textContent(), immortal ? "immortal" : String(references));
      const fits = await page.locator(`#card-${id}`).evaluate((card) => {
        const id = card.querySelector(".id").getBoundingClientRect();
        return id.right < card.querySelector(".count").getBoundingClientRect().left;
      });
      assert.ok(fits, `the count of #${id} stands beside its id`);
      if (!immortal) continue;
      await page.click(`#card-${id}`);
      assert.equal(getrefcount, 4294967295);
      assert.equal(await page.textContent("[data-fact='sys.getrefcount']"), String(getrefcount));
      assert.equal(await page.textContent("[data-fact=references]"), String(references));
    }
    assert.equal(nodes.filter(({ immortal }) => immortal).length, 3);
    assert.deepEqual(complaints, []);
    await close();
  },
);

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

// ---------------------------------------------------------------- two of them side by side

const LESSON = JSON.parse(
  fs.readFileSync(new URL("../../web/lessons/pythons.json", import.meta.url), "utf8"),
);

async function compare(script, profiles) {
  const answer = await fetch(`${server.origin}/v1/compare`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ops: script.steps.flatMap((step) => step.ops), profiles }),
  });
  assert.ok(answer.ok, `${script.name}: ${answer.status}`);
  return (await answer.json()).results;
}

// What the API tells after each step: what lasts, by name and field, and what the step's operations
// did otherwise. What is not bound any more the prepared scripts say by `del` and `return`.
function toldAfterSteps(script, results) {
  const lasting = new Map();
  let at = 0;
  return script.steps.map(({ ops }) => {
    const passing = [];
    for (const op of ops) {
      const unbound = [op.op === "del" ? (op.names ?? op.name) : []].flat();
      const gone = (name) => unbound.includes(name) || (op.op === "return" && name.includes("("));
      for (const key of lasting.keys()) if (gone(key.split(" ")[0])) lasting.delete(key);
      const { differs, agrees } = results[at++];
      for (const { name, field } of agrees) lasting.delete(`${name ?? ""} ${field}`);
      for (const { name, field, values } of differs) {
        const row = `${name ?? ""} ${field} ${JSON.stringify(values)}`;
        if (name === null && !/^(heap|gc)\./.test(field)) passing.push(row);
        else lasting.set(`${name ?? ""} ${field}`, row);
      }
    }
    return [...passing, ...lasting.values()].sort();
  });
}

function readDifferences(page) {
  return page.evaluate(() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const rows = all("#differences tbody tr").map(
      ({ dataset }) => `${dataset.name} ${dataset.field} ${dataset.values}`,
    );
    const shown = all("#differences tbody tr").map((row) =>
      all("td", row)
        .slice(1, 3)
        .map((cell) => cell.textContent),
    );
    const panes = all(".pane").map((pane) => ({
      heap: all(".summary .differs", pane).map((item) => item.dataset.field),
      marked: all("g.card.differs", pane)
        .map((card) => `#${card.dataset.id}`)
        .sort(),
      drawn: all("g.card", pane).map((card) => `#${card.dataset.id}`),
      names: Object.fromEntries(
        all("g.frame", pane).flatMap((frame) => {
          const label = frame.querySelector(".label").textContent;
          return all(".name:not(.gone)", frame).map((row) => {
            const [name, chip] = all("text", row).map((text) => text.textContent);
            return [label === "<module>" ? name : `${label}.${name}`, chip];
          });
        }),
      ),
    }));
    const tops = ["#panes", "#differences", ".pane-canvas"].map((selector) => {
      const box = document.querySelector(selector).getBoundingClientRect();
      return `${selector} ${box.top} ${box.height}`;
    });
    const facts = all("#differences .reasons li").map((item) => item.dataset.fact);
    return { rows, shown, panes, tops, facts };
  });
}

function checkDifferences({ rows, shown, panes }, told, where) {
  const ofHeap = (row) => row.startsWith(" heap.");
  assert.deepEqual(
    [...rows].sort(),
    told.filter((row) => !ofHeap(row)),
    where,
  );
  const heap = told.filter(ofHeap).map((row) => row.trim().split(" ")[0]);
  for (const { heap: marked } of panes) assert.deepEqual([...marked].sort(), heap, where);
  for (const [left, right] of shown) assert.notEqual(left, right, where);
  const names = new Set(told.filter((row) => !row.startsWith(" ")).map((row) => row.split(" ")[0]));
  for (const { marked, drawn, names: bound } of panes) {
    const wanted = [...names].map((name) => bound[name]).filter((id) => drawn.includes(id));
    assert.deepEqual(marked, [...new Set(wanted)].sort(), where);
  }
}

const linkTo = (name, [left, right], at = 1) =>
  `${server.origin}/#pythons=${name}&left=${left}&right=${right}&at=${at}`;

test("what the page marks in every script is what the API says differs", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  await page.click("#tab-pythons");
  await settled(page);
  const facts = await factsBetween(LESSON.profiles);
  for (const script of LESSON.scripts) {
    await page.click(`[data-script=${script.name}]`);
    await settled(page);
    const told = toldAfterSteps(script, await compare(script, LESSON.profiles));
    let tops = null;
    for (const [index, step] of script.steps.entries()) {
      const where = `${script.name}, step ${index + 1}`;
      const seen = await readDifferences(page);
      checkDifferences(seen, told[index], where);
      assert.deepEqual(seen.tops, tops ?? seen.tops, `${where}: nothing moves`);
      tops = seen.tops;
      const met = script.steps.slice(0, index + 1).flatMap((one) => one.facts ?? []);
      const wanted = [...facts.keys()].filter((field) => met.includes(field));
      assert.deepEqual(seen.facts, wanted, where);
      assert.equal(await page.textContent("#step-sentence"), step.sentence);
      await press(page, "]");
    }
    assert.ok(await page.isDisabled("#step-forward"));
  }
  assert.deepEqual(complaints, []);
  await close();
});

// What each script is there for, by name and field.
const POINTS = {
  dict: "d tracked",
  tuple: "t tracked",
  locals: "log repr",
  "small-ints": "b same_as",
  getrefcount: "foo#1().x getrefcount",
  sizes: "p blocks.object",
  weakref: "seen repr",
  thresholds: " gc.collections",
  none: "a immortal",
  hello: "a immortal",
};

test("every script shows what it is there for between its own two Pythons", limits, async () => {
  assert.deepEqual(
    LESSON.scripts.map(({ name }) => name),
    Object.keys(POINTS),
  );
  for (const script of LESSON.scripts) {
    const results = await compare(script, script.pythons);
    const rows = results.flatMap(({ differs }) => differs);
    const shown = rows.map(({ name, field }) => `${name ?? ""} ${field}`);
    assert.ok(shown.includes(POINTS[script.name]), `${script.name}: ${shown.join("; ")}`);
    for (const { exception } of results) assert.equal(exception, null);
    const facts = await factsBetween(script.pythons);
    const met = script.steps.flatMap((step) => step.facts ?? []);
    assert.ok(met.some((field) => facts.has(field)));
  }
});

test("a script that shows nothing says between which two it does", limits, async () => {
  const { page, complaints, close } = await openPage(
    browser,
    linkTo("small-ints", ["cpython-3.13", "cpython-3.12"]),
  );
  assert.match(await page.textContent("#differences"), /Nothing differs here/);
  await page.click("#show-pythons");
  await settled(page);
  const script = LESSON.scripts.find(({ name }) => name === "small-ints");
  assert.equal(addressOf(page).get("left"), script.pythons[0]);
  const told = toldAfterSteps(script, await compare(script, script.pythons));
  checkDifferences(await readDifferences(page), told[0], "its own two");
  await page.click("#all-facts summary");
  const facts = await factsBetween(script.pythons);
  const items = page.locator("#all-facts li");
  assert.equal(await items.count(), facts.size);
  for (const [index, wanted] of [...facts.values()].entries()) {
    const words = (await items.nth(index).textContent()).replaceAll("\u202f", "");
    for (const part of wanted) assert.ok(words.includes(part), words);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("by keyboard: to the scripts, to another pair, back and forward", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  await tabTo(page, "#tab-lesson");
  await press(page, "ArrowLeft");
  assert.equal(addressOf(page).get("pythons"), LESSON.scripts[0].name);
  await tabTo(page, "#pair-right");
  await press(page, "ArrowUp");
  assert.equal(addressOf(page).get("right"), "cpython-3.14");
  await tabTo(page, "[data-script=tuple]");
  await press(page, "Enter");
  const pictures = [];
  const picture = () => page.evaluate(() => document.getElementById("pair").innerHTML);
  for (const key of ["]", "]", "]"]) {
    pictures.push(await picture());
    await press(page, key);
  }
  for (const wanted of pictures.reverse()) {
    await press(page, "[");
    assert.equal(await picture(), wanted);
  }
  await press(page, "End");
  assert.equal(await page.textContent("#step-place"), "4 / 4");
  const url = page.url();
  await page.reload();
  await settled(page);
  assert.equal(page.url(), url, "a reload shows the same");
  assert.equal(await page.textContent("#step-place"), "4 / 4");
  await press(page, "Home");
  assert.equal(await page.textContent("#step-place"), "1 / 4");
  await tabTo(page, "#differences");
  await tabTo(page, "#tab-pythons");
  await press(page, "ArrowRight");
  assert.match(addressOf(page).get("s"), /^[0-9a-f]{32}$/, "the lesson is where it was");
  assert.deepEqual(complaints, []);
  await close();
});

test("the operations of a session can be seen under another Python", limits, async () => {
  const { page, complaints, close } = await openPage(
    browser,
    `${server.origin}/#profile=cpython-3.13`,
  );
  assert.ok(await page.isDisabled("#compare-session"));
  const operations = [
    { op: "assign", name: "d", value: { dict: [] } },
    { op: "assign", name: "t", value: { tuple: [{ ref: "d" }] } },
    { op: "del", names: ["d"] },
  ];
  await apiOf(page, server.origin).run(operations);
  await page.reload();
  await settled(page);
  await page.selectOption("#profile-choice", "cpython-3.14");
  await page.click("#compare-session");
  await settled(page);
  const script = { name: "session", steps: operations.map((op) => ({ ops: [op] })) };
  const told = toldAfterSteps(script, await compare(script, ["cpython-3.13", "cpython-3.14"]));
  for (const step of [3, 2, 1]) {
    assert.equal(await page.textContent("#step-place"), `${step} / 3`);
    checkDifferences(await readDifferences(page), told[step - 1], `step ${step}`);
    await press(page, "[");
  }
  await page.reload();
  await settled(page);
  checkDifferences(await readDifferences(page), told[0], "after a reload");
  await page.click("#tab-play");
  assert.equal((await apiOf(page, server.origin).get("")).seq, 3, "the session is untouched");
  assert.deepEqual(complaints, []);
  await close();
});

test("a link that names no script or Python shows the lesson's", limits, async () => {
  const { page, complaints, close } = await openPage(browser, linkTo("nothing", ["x", "y"], 99));
  assert.equal(addressOf(page).get("pythons"), LESSON.scripts[0].name);
  assert.equal(addressOf(page).get("left"), LESSON.profiles[0]);
  assert.equal(Number(addressOf(page).get("at")), LESSON.scripts[0].steps.length);
  assert.deepEqual(complaints, []);
  await close();
});

test(
  "in no window between 420 and 1280 wide does anything stick out at the side",
  limits,
  async () => {
    const link = linkTo("weakref", ["cpython-3.14", "cpython-3.15"], 4);
    const { page, complaints, close } = await openPage(browser, link);
    for (const tab of ["pythons", "play", "lesson"]) {
      await page.click(`#tab-${tab}`);
      await settled(page);
      for (const width of [1280, 1000, 700, 420]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => {
          const selectors = ["html", ".side", ".stage", ".pane", "#differences"];
          const boxes = selectors.flatMap((selector) => [...document.querySelectorAll(selector)]);
          const out = boxes.filter((box) => box.scrollWidth > box.clientWidth + 1);
          return out.map((box) => `${box.className || box.id || "page"} ${box.scrollWidth}`);
        });
        assert.deepEqual(over, [], `${tab}, ${width} wide`);
      }
    }
    assert.deepEqual(complaints, []);
    await close();
  },
);
