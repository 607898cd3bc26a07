// The collector: its three counters against their thresholds, and the last collection of this moment
// with the effective count of every candidate.

import { html } from "./dom.js";
import { table } from "./draw_pools.js";
import { phaseHeading, phaseWords, plural } from "./words.js";

const MAX_CANDIDATES = 60;

export function drawCollector(moment) {
  const { snapshot } = moment;
  return [
    html("h3", {}, "When does it start by itself?"),
    html(
      "div",
      { class: "gauges" },
      [0, 1, 2].map((generation) => drawGauge(snapshot, generation)),
    ),
    html("h3", {}, "The last collection of this step"),
    ...drawCollection(snapshot),
    html("h3", {}, "Since the session began"),
    ...totals(snapshot),
  ];
}

const MEANINGS = [
  "new containers, less those freed",
  "collections of generation 0",
  "collections of generation 1",
];

function drawGauge(snapshot, generation) {
  const count = snapshot.heap.gc_count[generation];
  const threshold = snapshot.collector.thresholds[generation];
  const meter = html("meter", {
    min: 0,
    max: Math.max(1, threshold),
    value: count,
    "aria-label": `Generation ${generation}`,
  });
  const objects = snapshot.collector.objects[generation];
  return html(
    "div",
    { class: "gauge", "data-generation": generation },
    html("b", {}, `Generation ${generation}`),
    html("span", { class: "reading" }, `${count} of ${threshold}`),
    meter,
    html("small", {}, MEANINGS[generation]),
    html("small", { class: "tracked" }, `${plural(objects, "object")} in it`),
  );
}

function drawCollection(snapshot) {
  const change = snapshot.changes.findLast((entry) =>
    entry.events?.some((event) => event.event === "gc_stop"),
  );
  if (!change) return [html("p", {}, "None in this step.")];
  const start = change.events.findLast((event) => event.event === "gc_start");
  const stop = change.events.findLast((event) => event.event === "gc_stop");
  const begun = change.events.lastIndexOf(start);
  const events = change.events.slice(begun);
  return [
    html(
      "p",
      {},
      `Generation ${stop.generation}${start.automatic ? ", started by itself" : ""}: examined ${stop.examined}, collected ${stop.collected}, survived ${stop.survived}, promoted ${stop.promoted}.`,
    ),
    html(
      "ol",
      { class: "phases" },
      events.filter((event) => event.event === "gc_phase").map(drawPhase),
    ),
    ...drawCandidates(snapshot, change, events),
  ];
}

function drawPhase(event) {
  return html(
    "li",
    {},
    html("code", {}, event.phase),
    `: ${phaseWords(event.phase)} `,
    event.count === undefined
      ? null
      : html("span", { class: "tally" }, plural(event.count, "object")),
  );
}

// For each candidate the count it had, and what was left of it after each phase.
function drawCandidates(snapshot, change, events) {
  const phases = [
    ...new Set(events.filter((event) => event.event === "gc_refs").map((event) => event.phase)),
  ];
  const rows = new Map();
  for (const event of events) {
    if (event.event !== "gc_refs") continue;
    if (!rows.has(event.object)) rows.set(event.object, new Map());
    rows.get(event.object).set(event.phase, event.to);
  }
  if (rows.size === 0) return [];
  const dead = new Map(
    events
      .filter((event) => event.event === "dealloc")
      .map((event) => [event.object, event.record]),
  );
  const nameOf = (id) => nameObject(snapshot.view.nodes.get(id) ?? dead.get(id), id);
  const untracked = new Set(
    events.filter((event) => event.event === "untrack").map((event) => event.object),
  );
  const verdict = (id) => {
    if (dead.has(id)) return "collected";
    return untracked.has(id) ? "survived, no longer tracked" : "survived";
  };
  const lines = [...rows]
    .sort(([one], [other]) => Number(dead.has(other)) - Number(dead.has(one)))
    .slice(0, MAX_CANDIDATES);
  const cells = lines.map(([id, counts]) => [nameOf(id), ...shown(phases, counts), verdict(id)]);
  const more = rows.size - lines.length;
  return [
    html("h3", {}, "Effective counts of the candidates"),
    table(["candidate", ...phases.map(phaseHeading), "verdict"], cells),
    more > 0 ? html("p", { class: "hint" }, `${more} more candidates are not listed.`) : null,
  ];
}

// A phase that says nothing of a candidate leaves its count as it was.
function shown(phases, counts) {
  let last = "";
  return phases.map((phase) => {
    last = counts.get(phase) ?? last;
    return last;
  });
}

function nameObject(node, id) {
  return node ? `#${id} ${node.type}` : `#${id}`;
}

function totals(snapshot) {
  const { collector } = snapshot;
  const { increments, decrements } = collector;
  return [
    table(
      ["generation", "collections", "collected"],
      collector.stats.map((row, index) => [index, row.collections, row.collected]),
    ),
    html(
      "p",
      {},
      `Counts were raised ${plural(increments, "time")} and lowered ${plural(decrements, "time")}: that is the upkeep of counting.`,
    ),
    html("p", { class: "freed-words" }, freedWords(snapshot)),
    collector.enabled ? null : html("p", {}, "Automatic collections are switched off."),
    ...apart(collector),
  ];
}

// What no collection looks at, and what collections keep instead of clearing it.
function apart({ frozen, saveall, garbage, garbage_left_out: more = 0 }) {
  const kept = plural(garbage.length + more, "object");
  return [
    frozen > 0 ? html("p", {}, `${plural(frozen, "object")} frozen: no collection looks there.`) : null,
    saveall ? html("p", {}, "What collections find goes to gc.garbage instead of away.") : null,
    garbage.length > 0 ? html("p", {}, `gc.garbage holds ${kept}.`) : null,
  ];
}

// Of a heap that came in part only what came can be counted.
function freedWords({ collector, view }) {
  const waiting = [...view.nodes.values()].filter((node) => node.reachable === false).length;
  const least = view.leftOut > 0 ? "at least " : "";
  const now = waiting === 1 ? "is unreachable now and waits" : "are unreachable now and wait";
  return (
    `Reference counting freed ${plural(collector.freed_by_count, "object")}; ` +
    `the collector freed ${plural(collector.freed_by_collector, "object")} that counting missed; ` +
    `${least}${plural(waiting, "object")} ${now} for it.`
  );
}
