// Two Pythons side by side: the heap of each with what differs marked on it; the list of scripts.

import { fieldWords } from "./compare_words.js";
import { isOfHeap } from "./differences.js";
import { html, svg } from "./dom.js";
import { drawGraph } from "./draw_graph.js";
import { heapFacts } from "./draw_story.js";
import { SIZE } from "./layout.js";
import { profileTitle } from "./profiles.js";
import { nameOf } from "./pair.js";
import { placementAt } from "./timeline.js";

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
