// What differs after a step between two Pythons, in words: the rules behind it, and each difference.

import { fieldWords, valueWords } from "./compare_words.js";
import { isLasting, isOfHeap } from "./differences.js";
import { html } from "./dom.js";
import { tableHead } from "./draw_pools.js";
import { factsBetween, profileTitle, profileWords } from "./profiles.js";
import { plural } from "./words.js";

const MOST_ROWS = 200;

export function drawDifferences(pair) {
  const { rows, ended, exceptions } = pair.steps[pair.at];
  const told = rows.filter((row) => !isOfHeap(row));
  return [
    html("h3", { id: "differences-title" }, headWords(pair, rows)),
    drawReasons(pair),
    told.length > 0 ? drawRows(pair, told) : null,
    exceptions.length > 0
      ? html("p", { class: "raised" }, `Raised under both: ${exceptions.join("; ")}`)
      : null,
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
  const [left, right] = profiles.map(profileWords);
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
  const [left, right] = profiles.map(profileWords);
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
    tableHead(heads),
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
  return isLasting(row)
    ? "the collector"
    : (row.python ?? "the operation").replaceAll(/\n\s*/g, " ");
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
  const [left, right] = script.pythons.map(profileWords);
  return html(
    "p",
    {},
    `In this script nothing differs between these two. It does between ${left} and ${right}. `,
    html("button", { type: "button", id: "show-pythons" }, "Show these"),
  );
}
