// The intern table, and the strip of preallocated small ints with their counts.

import { html } from "./dom.js";
import { table } from "./draw_pools.js";
import { profileOf } from "./profiles.js";

export function drawInterned(moment) {
  const { interned, smallInts, profile } = moment.snapshot;
  const used = smallInts.items.filter((item) => item.references > 1).length;
  return [
    html("h3", {}, "Interned strings"),
    html("p", { class: "hint" }, internedWords(profileOf(profile))),
    interned.items.length === 0
      ? html("p", {}, "None yet.")
      : table(
          ["string", "object", "references"],
          interned.items.map((item) => [item.repr, `#${item.id}`, countWords(item)]),
        ),
    interned.total > interned.items.length
      ? html(
          "p",
          { class: "hint" },
          `${interned.total - interned.items.length} more are not listed.`,
        )
      : null,
    html("h3", {}, `Small ints, ${profileOf(profile).small_ints.join(" to ")}`),
    html(
      "p",
      { class: "hint" },
      `One object for each number, made beforehand; the small figure is its references, of which the cache is one. ${used} of ${smallInts.items.length} are held by something else too.`,
    ),
    html("div", { class: "ints" }, smallInts.items.map(drawInt)),
  ];
}

function internedWords({ intern_every_word: everyWord }) {
  const who = everyWord ? "An assignment of a word" : "A literal that is a word";
  return `${who} looks here first and shares what it finds. The table itself holds no reference: an entry goes with its string.`;
}

function countWords({ references, immortal }) {
  return immortal ? `${references}, immortal: it never goes` : references;
}

function drawInt(item) {
  const busy = item.references > 1;
  return html(
    "span",
    {
      class: busy ? "int busy" : "int",
      "data-int": item.value,
      title: `${item.value}: ${item.references} references`,
    },
    html("b", {}, String(item.value)),
    html("small", {}, String(item.references)),
  );
}
