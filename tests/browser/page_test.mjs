// The page in a real browser, against the real server: what it shows is what the API says, stepping
// back and forward gives the identical picture, and the keyboard reaches everything.

import assert from "node:assert/strict";
import path from "node:path";
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

const pictures = process.env.SANDHEAP_PICTURES; // A folder for screenshots; none are taken without.

useServerAndBrowser();

// ---------------------------------------------------------------- what the page shows

function readDrawing(page) {
  return page.evaluate(() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const notches = {};
    for (const notch of all(".notch")) {
      const { object, count } = notch.dataset;
      notches[object] = (notches[object] ?? 0) + Number(count);
    }
    const cards = all("g.card").map((card) => ({
      id: Number(card.dataset.id),
      type: card.querySelector(".type").textContent,
      count: Number(card.querySelector(".count rect + text").textContent),
      foot: card.querySelector(".foot").textContent,
      unreachable: card.classList.contains("unreachable"),
    }));
    const frames = all("g.frame").map((frame) => ({
      label: frame.querySelector(".label").textContent,
      names: all(".name:not(.gone)", frame).map((row) =>
        [...row.querySelectorAll("text")].map((text) => text.textContent),
      ),
    }));
    const heap = Object.fromEntries(
      all("[data-heap]").map((cell) => [cell.dataset.heap, cell.textContent.replaceAll(/\s/g, "")]),
    );
    return { cards, notches, frames, heap, legend: document.getElementById("legend").textContent };
  });
}

async function readPanel(page, view, reader) {
  await page.click(`#tab-${view}`);
  return page.evaluate(reader);
}

function readGauges() {
  return [...document.querySelectorAll(".gauge")].map((gauge) => ({
    reading: gauge.querySelector(".reading").textContent,
    tracked: gauge.querySelector(".tracked").textContent,
  }));
}

function readPools() {
  return [...document.querySelectorAll("button.pool")]
    .map((pool) => `${pool.dataset.pool} ${pool.title.split(", ")[1]}`)
    .sort();
}

function readInts() {
  return [...document.querySelectorAll(".int")].map((cell) => [
    Number(cell.dataset.int),
    Number(cell.querySelector("small").textContent),
  ]);
}

function serializedDrawing(page) {
  return page.evaluate(() => document.querySelector("svg.drawing").outerHTML);
}

// ---------------------------------------------------------------- what the API says

function checkCards(drawing, graph) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const card of drawing.cards) {
    const node = nodes.get(card.id);
    assert.ok(node, `card #${card.id} stands for an object of the API`);
    assert.equal(card.count, node.references, `references of #${card.id}`);
    assert.equal(drawing.notches[card.id] ?? 0, node.references, `notches of #${card.id}`);
    const held = graph.edges.filter((edge) => edge.to === card.id).length;
    assert.equal(held, node.references, `holders of #${card.id}`);
    assert.ok(
      card.foot.includes(node.tracked ? `gen ${node.generation} · tracked` : "not tracked"),
      card.foot,
    );
    assert.equal(card.unreachable, node.reachable === false, `reachability of #${card.id}`);
    assert.equal(card.foot.includes("unreachable"), card.unreachable);
  }
  const folded = Number(/(\d+) internals? of/.exec(drawing.legend)?.[1] ?? 0);
  assert.equal(
    drawing.cards.length + folded,
    nodes.size,
    "every object is drawn, or folded and said so",
  );
}

function checkNames(drawing, graph) {
  const shown = drawing.frames
    .flatMap((frame) => frame.names.map(([name, chip]) => `${name} ${chip}`))
    .sort();
  const said = graph.names.map((item) => `${item.name} #${item.object}`).sort();
  assert.deepEqual(shown, said);
}

function checkHeader(drawing, heap) {
  assert.deepEqual(drawing.heap, {
    objects: String(heap.objects),
    "gc count": `(${heap.gc_count.join(",")})`,
    "asked for": String(heap.requested),
    "in blocks": String(heap.in_blocks),
    "from system": String(heap.from_system),
    pools: String(heap.pools),
    arenas: String(heap.arenas),
  });
}

async function checkPanels(page, api, heap) {
  const collector = await api.get("/gc");
  const gauges = await readPanel(page, "collector", readGauges);
  assert.deepEqual(
    gauges.map((gauge) => Number.parseInt(gauge.tracked, 10)),
    collector.objects,
  );
  assert.deepEqual(
    gauges.map((gauge) => gauge.reading),
    heap.gc_count.map((count, index) => `${count} of ${collector.thresholds[index]}`),
  );
  const memory = await api.get("/memory");
  const pools = memory.pools
    .map((pool) => `${pool.arena}/${pool.index} ${pool.used} of ${pool.capacity} out`)
    .sort();
  assert.deepEqual(await readPanel(page, "pools", readPools), pools);
  const ints = (await api.get("/small-ints")).items.map((item) => [item.value, item.references]);
  assert.deepEqual(await readPanel(page, "interned", readInts), ints);
  await page.click("#tab-graph");
}

async function checkStep(page, api) {
  const drawing = await readDrawing(page);
  const [summary, graph] = await Promise.all([api.get(""), api.get("/graph?limit=2000")]);
  checkCards(drawing, graph);
  checkNames(drawing, graph);
  checkHeader(drawing, summary.heap);
  await checkPanels(page, api, summary.heap);
}

// ---------------------------------------------------------------- tests

test(
  "the lesson plays to its end, every number is the API's, and back and forward is the same picture",
  limits,
  async () => {
    const { page, complaints, close } = await openPage(browser, server.origin);
    const api = apiOf(page, server.origin);
    const drawings = [];
    for (;;) {
      await checkStep(page, api);
      drawings.push(await serializedDrawing(page));
      const sentence = await page.textContent("#step-sentence");
      assert.doesNotMatch(sentence, /[{}]|undefined|NaN/, sentence);
      if (pictures)
        await page.screenshot({
          path: path.join(pictures, `step-${String(drawings.length).padStart(2, "0")}.png`),
        });
      if (await page.isDisabled("#step-forward")) break;
      await press(page, "]");
    }
    const steps = await page.locator(".progress .step").count();
    assert.equal(drawings.length, steps, "each step was seen");
    for (let index = steps - 2; index >= 0; index--) {
      await press(page, "[");
      assert.equal(
        await serializedDrawing(page),
        drawings[index],
        `step ${index + 1} looks as before`,
      );
    }
    assert.ok(await page.isVisible("#past"), "the page says that this is the past");
    assert.ok(
      await page.evaluate(() => document.querySelector(".controls").inert),
      "the past can't be changed",
    );
    for (let index = 1; index < steps; index++) {
      await press(page, "]");
      assert.equal(
        await serializedDrawing(page),
        drawings[index],
        `step ${index + 1} looks as at first`,
      );
    }
    assert.deepEqual(complaints, []);
    await close();
  },
);

test("the keyboard alone creates, aliases, deletes and collects", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  const api = apiOf(page, server.origin);
  const names = async () =>
    (await api.get("/graph?limit=2000")).names.map((item) => item.name).sort();
  const fill = async (selector, text) => {
    await tabTo(page, selector);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  };
  await tabTo(page, "#tab-lesson");
  await press(page, "ArrowRight");
  await tabTo(page, "#play-freely");
  await press(page, "Enter");
  await fill("#create-name", "knot");
  await fill("#create-value", "[1, 'two', a]");
  await press(page, "Enter");
  assert.deepEqual(await names(), ["a", "knot"]);
  await fill("#alias-name", "also");
  await fill("#alias-target", "knot");
  await press(page, "Enter");
  assert.deepEqual(await names(), ["a", "also", "knot"]);
  await fill("#put-target", "knot");
  await fill("#put-value", "knot");
  await press(page, "Enter");
  await fill("#del-names", "also knot");
  await press(page, "Enter");
  assert.deepEqual(await names(), ["a"]);
  assert.equal(
    await page.locator("g.card.unreachable").count(),
    2,
    "the list that holds itself, and its 'two'",
  );
  await tabTo(page, "#control-collect-2 .run");
  await press(page, "Enter");
  assert.equal(await page.locator("g.card.unreachable").count(), 0);
  assert.ok((await page.locator(".ghost").count()) >= 1, "what was collected leaves a ghost");
  await checkStep(page, api);
  assert.deepEqual(complaints, []);
  await close();
});

test("cards are reached and inspected by keyboard", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  for (let step = 0; step < 2; step++) await press(page, "]");
  await press(page, "g");
  assert.equal(
    await page.evaluate(() => document.activeElement.closest("g.card")?.dataset.id),
    "1",
  );
  await press(page, "ArrowDown");
  await press(page, "Enter");
  assert.match(await page.textContent("#inspector"), /list #\d+/);
  assert.equal(await page.textContent("#inspector [data-fact=references]"), "1");
  await press(page, "[");
  assert.match(await page.textContent("#inspector"), /does not exist/);
  await press(page, "Escape");
  assert.ok(await page.isHidden("#inspector"));
  await press(page, "?");
  assert.ok(await page.isVisible("#help"));
  await page.keyboard.press("Escape");
  assert.deepEqual(complaints, []);
  await close();
});

test(
  "what the server refuses stands at the control in its words, and nothing changed",
  limits,
  async () => {
    const { page, close } = await openPage(browser, server.origin);
    const api = apiOf(page, server.origin);
    await page.click("#tab-play");
    await page.click("#play-freely");
    await page.fill("#del-names", "nobody");
    await page.click("#control-del .run");
    await settled(page);
    assert.match(await page.textContent("#control-del .problem"), /nobody/);
    await page.fill("#create-value", "[1, ");
    await page.click("#control-create .run");
    assert.match(await page.textContent("#control-create .problem"), /./);
    await checkStep(page, api);
    await close();
  },
);

test(
  "reloading returns to the session, and to the lesson's step with all that came before",
  limits,
  async () => {
    const { page, complaints, close } = await openPage(browser, server.origin);
    const api = apiOf(page, server.origin);
    for (let step = 0; step < 4; step++) await press(page, "]");
    const drawing = await serializedDrawing(page);
    await page.reload();
    await settled(page);
    assert.equal(apiOf(page, server.origin).session, api.session);
    assert.equal(await serializedDrawing(page), drawing);
    await checkStep(page, api);
    await press(page, "[");
    assert.ok(await page.isVisible("#past"));
    await press(page, "End");
    await api.run([{ op: "assign", name: "more", value: 1 }]);
    await page.reload();
    await settled(page);
    await checkStep(page, api);
    assert.ok(await page.isHidden("#past"));
    assert.deepEqual(complaints, []);
    await close();
  },
);

for (const wanted of ["abc", "../../x", "%2e%2e%2fx", "A".repeat(32), "0".repeat(33)]) {
  test(`a link that names no session starts a new one at once: #s=${wanted}`, limits, async () => {
    const { page, complaints, close } = await openPage(browser, `${server.origin}/#s=${wanted}`);
    const api = apiOf(page, server.origin);
    assert.match(api.session, /^[0-9a-f]{32}$/);
    assert.equal(
      await page.textContent("#step-sentence"),
      "The link names no session, so a new one was started.",
    );
    await checkStep(page, api);
    await press(page, "]");
    assert.match(await page.textContent("#step-sentence"), /^b = a/);
    assert.deepEqual(complaints, [], "no request fails");
    await close();
  });
}

test("a link to a session that has ended starts a new one and says so", limits, async () => {
  const { page, close } = await openPage(browser, `${server.origin}/#s=${"0".repeat(32)}&step=3`);
  assert.match(await page.textContent("#step-sentence"), /is not there any more .* A new one/);
  await checkStep(page, apiOf(page, server.origin));
  await close();
});

test("no arrow goes through the title of the band of the unreachable", limits, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.click('.step:has-text("Both names are deleted")');
  await settled(page);
  for (const card of await page.locator("g.card.unreachable").all()) {
    await card.click();
    assert.ok((await page.locator(".arrow.class.related").count()) > 0);
    const crossing = await page.evaluate(() => {
      const title = document.querySelector(".band text").getBBox();
      const inside = ({ x, y }) =>
        x > title.x - 4 &&
        x < title.x + title.width + 4 &&
        y > title.y - 4 &&
        y < title.y + title.height + 4;
      const lines = [...document.querySelectorAll(".arrow .line")];
      return lines
        .filter((line) => {
          const length = Math.ceil(line.getTotalLength());
          return Array.from({ length }, (_, at) => line.getPointAtLength(at)).some(inside);
        })
        .map((line) => line.parentNode.textContent);
    });
    assert.deepEqual(crossing, []);
  }
  await close();
});

test("a big session is drawn in part, and the page says how much it left out", limits, async () => {
  const { page, complaints, close } = await openPage(browser, server.origin);
  const api = apiOf(page, server.origin);
  const many = Array.from({ length: 900 }, (_, index) => index + 1000);
  await api.run(["one", "two", "three"].map((name) => ({ op: "assign", name, value: many })));
  await page.reload();
  await settled(page);
  const { heap } = await api.get("");
  const drawn = await page.locator("g.card").count();
  assert.ok(drawn <= 300 && drawn > 40, `${drawn} cards`);
  assert.equal(
    await page.locator("g.card.list").count(),
    3,
    "what a name refers to is drawn, however late it was made",
  );
  const left = Number(/(\d+) objects? farther/.exec(await page.textContent("#legend"))[1]);
  assert.equal(drawn + left, heap.objects, "drawn and left out are all there are");
  assert.deepEqual(complaints, []);
  await close();
});

// The colours of text and of what it stands on, as the style sheet names them.
const PAIRS = [
  ["ink", "paper"],
  ["ink", "panel"],
  ["soft", "paper"],
  ["soft", "panel"],
  ["soft", "card"],
  ["soft", "band"],
  ["soft", "frame"],
  ["soft", "mark"],
  ["past-ink", "past"],
  ["bad", "panel"],
  ["bad", "card"],
  ["ink", "mark"],
  ["accent", "panel"],
  ["accent", "card"],
  ["accent-ink", "accent"],
  ["count-ink", "count"],
  ...["number", "text", "list", "tuple", "dict", "class", "instance", "function", "plain"].flatMap(
    (hue) => [
      ["ink", hue],
      ["soft", hue],
    ],
  ),
];

for (const colorScheme of ["light", "dark"]) {
  test(`text has a contrast of at least 4.5 in the ${colorScheme} theme`, limits, async () => {
    const { page, close } = await openPage(browser, server.origin, { colorScheme });
    const colors = await page.evaluate(
      (names) => {
        const style = getComputedStyle(document.documentElement);
        return Object.fromEntries(
          names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
        );
      },
      [...new Set(PAIRS.flat())],
    );
    for (const [front, back] of PAIRS) {
      const ratio = contrast(colors[front], colors[back]);
      assert.ok(ratio >= 4.5, `${front} on ${back}: ${ratio.toFixed(2)}`);
    }
    await close();
  });
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
