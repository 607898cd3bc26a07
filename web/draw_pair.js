// Two Pythons side by side: the heap of each, what differs marked on both, and told below.

import { fieldWords, valueWords } from "./compare_words.js";
import { isLasting, isOfHeap } from "./differences.js";
import { html, svg } from "./dom.js";
import { drawGraph } from "./draw_graph.js";
import { heapFacts } from "./draw_story.js";
import { SIZE } from "./layout.js";
import { factsBetween, profileTitle } from "./profiles.js";
import { nameOf } from "./pair.js";
import { placementAt } from "./timeline.js";
import { plural } from "./words.js";

const MOST_ROWS = 200;
const LEAST_SCALE = 0.68; // A wide drawing becomes so small at most, then it scrolls.

export function drawPanes(pair) {
  const widest = widestDrawing(pair);
  return pair.profiles.map((profile, side) => drawPane(pair, profile, side, widest));
}

function placementOf({ script, timelines }, side, at) {
  const options = { expanded: new Set(), cachedAsCards: script.cached_as_cards ?? false };
  return placementAt(timelines[side], at, options);
}

// All steps of both are drawn to one scale, so that nothing jumps.
function widestDrawing(pair) {
  const widths = pair.timelines.flatMap(({ moments }, side) =>
    moments.map((_, at) => placementOf(pair, side, at).width),
  );
  return Math.max(...widths);
}

function drawPane(pair, profile, side, widest) {
  const { rows } = pair.steps[pair.at];
  const { snapshot } = pair.timelines[side].moments[pair.at];
  const drawing = drawHeap(placementOf(pair, side, pair.at), marksOf(snapshot, rows), widest);
  const title = profileTitle(profile);
  return html(
    "section",
    { class: "pane", "aria-label": title, "data-profile": profile },
    html("h2", {}, title),
    drawFacts(snapshot.heap, rows),
    html(
      "div",
      { class: "pane-canvas", tabindex: 0, role: "group", "aria-label": `The heap of ${title}` },
      drawing,
    ),
  );
}

function drawFacts(heap, rows) {
  const differing = new Set(rows.filter(isOfHeap).map((row) => row.field));
  return html(
    "dl",
    { class: "summary" },
    heapFacts(heap).map(([words, field, value]) => {
      const differs = differing.has(`heap.${field}`);
      const mark = html("span", { class: "mark", "aria-hidden": !differs }, " ≠");
      return html(
        "div",
        { class: differs ? "differs" : "", "data-field": `heap.${field}` },
        html("dt", {}, words),
        html("dd", {}, String(value), mark),
      );
    }),
  );
}

// The cards that differ, with the words for what differs: id -> fields.
function marksOf(snapshot, rows) {
  const marks = new Map();
  for (const { name, field } of rows) {
    const id = name === null ? undefined : objectOf(snapshot, name);
    if (id === undefined) continue;
    if (!marks.has(id)) marks.set(id, new Set());
    marks.get(id).add(fieldWords(field));
  }
  return marks;
}

function objectOf({ view }, name) {
  const items = view.frames.flatMap((frame) => frame.names);
  return items.find((item) => nameOf(item) === name)?.object;
}

// A drawing to look at: its cards are no buttons here.
function drawHeap(placement, marks, widest) {
  const { width } = placement;
  const drawing = drawGraph(placement);
  drawing.setAttribute("role", "img");
  drawing.style.width = `${(100 * width) / widest}%`;
  drawing.style.maxWidth = `${width}px`;
  drawing.style.minWidth = `${width * LEAST_SCALE}px`;
  for (const card of drawing.querySelectorAll("g.card")) {
    const id = Number(card.dataset.id);
    for (const name of ["id", "tabindex", "role", "aria-pressed"]) card.removeAttribute(name);
    if (marks.has(id)) markCard(card, placement.boxes.get(id).height, [...marks.get(id)]);
  }
  return drawing;
}

function markCard(card, height, words) {
  card.classList.add("differs");
  card.prepend(
    svg("title", {}, `differs: ${words.join(", ")}`),
    svg("rect", { class: "ring", x: -4, y: -4, width: SIZE.card + 8, height: height + 8, rx: 9 }),
  );
  card.append(svg("text", { class: "mark", x: SIZE.card - 9, y: height - 6 }, "≠"));
}

// ---------------------------------------------------------------- what differs, in words

export function drawDifferences(pair) {
  const { rows, ended } = pair.steps[pair.at];
  const told = rows.filter((row) => !isOfHeap(row));
  return [
    html("h3", { id: "differences-title" }, headWords(pair, rows)),
    drawReasons(pair),
    told.length > 0 ? drawRows(pair, told) : null,
    ended.length > 0 ? html("p", { class: "ended" }, endedWords(ended)) : null,
    elsewhere(pair),
    drawAllFacts(pair),
  ];
}

// The rules behind it, as far as the steps until now came upon them.
function drawReasons({ profiles, script, at }) {
  const met = new Set(script.steps.slice(0, at + 1).flatMap((step) => step.facts ?? []));
  const reasons = factsBetween(profiles).filter(({ field }) => met.has(field));
  return reasons.length === 0 ? null : drawFactList(profiles, reasons, "reasons");
}

function drawAllFacts({ profiles, openedFacts }) {
  const all = factsBetween(profiles);
  if (all.length === 0) return null;
  const [left, right] = profiles.map(profileTitle);
  return html(
    "details",
    { id: "all-facts", open: openedFacts },
    html("summary", {}, `All ${all.length} rules in which ${left} and ${right} differ`),
    drawFactList(profiles, all, "facts-list"),
  );
}

function drawFactList(profiles, list, name) {
  return html(
    "ul",
    { class: name },
    list.map(({ field, summary, meanings }) =>
      html(
        "li",
        { "data-fact": field },
        `${summary} `,
        profiles.map((profile, side) =>
          html("span", {}, html("b", {}, profileTitle(profile)), `: ${meanings[side]}. `),
        ),
      ),
    ),
  );
}

function headWords({ profiles, steps, at }, rows) {
  const [left, right] = profiles.map(profileTitle);
  if (!steps[at].isKnown) return "So far the server did not compare.";
  if (rows.length === 0) return `Nothing differs here between ${left} and ${right}.`;
  const fresh = rows.filter((row) => row.isNew).length;
  const places = plural(rows.length, "difference");
  return `${places} between ${left} and ${right} after this step, ${fresh} of them new`;
}

function drawRows({ profiles }, all) {
  const rows = all.slice(0, MOST_ROWS);
  const more = all.length - rows.length;
  const heads = ["what", "", ...profiles.map(profileTitle), ""];
  return html(
    "table",
    {},
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        heads.map((head) => html("th", { scope: "col" }, head)),
      ),
    ),
    html("tbody", {}, rows.map(drawRow)),
    more > 0 ? html("caption", {}, `${plural(more, "more difference")} not listed.`) : null,
  );
}

function drawRow(row, index, rows) {
  const who = whose(row);
  const again = index > 0 && whose(rows[index - 1]) === who;
  return html(
    "tr",
    {
      class: row.isNew ? "new" : "",
      "data-name": row.name ?? "",
      "data-field": row.field,
      "data-values": JSON.stringify(row.values),
    },
    html("th", { scope: "row", class: again ? "again" : "" }, html("code", {}, who)),
    html("td", { class: "field" }, fieldWords(row.field)),
    row.values.map((value) => html("td", {}, valueWords(value))),
    html("td", { class: "news" }, row.isNew ? "new" : ""),
  );
}

function whose(row) {
  if (row.name !== null) return row.name;
  return isLasting(row) ? "the collector" : (row.python ?? "the operation").replaceAll(/\n\s*/g, " ");
}

function endedWords(ended) {
  const items = ended.map(
    ({ name, field, value }) =>
      `${name === null ? "" : `${name}: `}${fieldWords(field)} ${valueWords(value)}`,
  );
  return `The same again under both: ${items.join("; ")}.`;
}

// Where a script shows nothing, the two between which it does.
function elsewhere({ script, steps, profiles }) {
  const shows = steps.some(({ rows }) => rows.length > 0);
  if (shows || !script.pythons || String(script.pythons) === String(profiles)) return null;
  const [left, right] = script.pythons.map(profileTitle);
  return html(
    "p",
    {},
    `In this script nothing differs between these two. It does between ${left} and ${right}. `,
    html("button", { type: "button", id: "show-pythons" }, "Show these"),
  );
}

// ---------------------------------------------------------------- the scripts to choose from

export function drawScripts(pair, actions) {
  const { lesson, script, counts, own } = pair;
  return [...(own ? [own] : []), ...lesson.scripts].map(({ name, title }) =>
    html(
      "li",
      {},
      html(
        "button",
        {
          type: "button",
          class: "step done",
          "aria-current": name === script.name ? "true" : false,
          "data-script": name,
          onclick: () => actions.chooseScript(name),
        },
        html("span", {}, title),
        html("span", { class: "tally" }, countWords(counts.get(name) ?? null)),
      ),
    ),
  );
}

function countWords(count) {
  if (count === null) return "";
  return count === 0 ? "same" : `${count} ≠`;
}
