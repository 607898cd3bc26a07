// A lesson: a list of steps, each some operations and a sentence. Braces in a sentence are filled
// with what the API answered, so a number in the telling is always the number that is seen.

import { bytes } from "./words.js";

// `{references a}` and the like. `before` is the snapshot of the step before.
export function fillSentence(sentence, snapshot, before) {
  return sentence.replaceAll(/\{([^}]+)\}/g, (_, words) => {
    const [what, ...rest] = words.split(" ");
    const read = READERS[what];
    return read ? String(read(snapshot, rest, before)) : `{${words}}`;
  });
}

const READERS = {
  references: (snapshot, [name]) => named(snapshot, name)?.references ?? "no",
  generation: (snapshot, [name]) => named(snapshot, name)?.generation ?? "no",
  address: (snapshot, [name]) => named(snapshot, name)?.address ?? "none",
  had: (_, [name], before) => (before && named(before, name)?.address) ?? "none",
  id: (snapshot, [name]) => `#${named(snapshot, name)?.id ?? "?"}`,
  size: (snapshot, [name]) => named(snapshot, name)?.size ?? "no",
  block: (snapshot, [name]) => grouped(named(snapshot, name)?.blocks[0]?.size_class),
  same: (snapshot, [one, other]) =>
    named(snapshot, one)?.id === named(snapshot, other)?.id ? "the same object" : "two objects",
  heap: (snapshot, [field]) => grouped(snapshot.heap[field]),
  was: (snapshot, [field], before) => grouped((before ?? snapshot).heap[field]),
  count: (snapshot, [generation]) => snapshot.heap.gc_count[Number(generation)],
  result: (snapshot, [field]) => lastResult(snapshot)?.[field] ?? "no",
  freed: (snapshot) =>
    snapshot.changes.reduce((sum, change) => sum + (change.freed?.length ?? 0), 0),
  automatic: (snapshot) => automatic(snapshot),
};

// The object of a name, in whichever frame; undefined if there is none.
export function named(snapshot, name) {
  for (const frame of snapshot.view.frames) {
    const item = frame.names.find((entry) => entry.name === name);
    if (item) return snapshot.view.nodes.get(item.object);
  }
  return undefined;
}

function lastResult(snapshot) {
  return snapshot.changes
    .map((change) => change.result)
    .filter((result) => result?.examined !== undefined)
    .at(-1);
}

// The generation of the collection that started by itself.
function automatic(snapshot) {
  const events = snapshot.changes.flatMap((change) => change.events ?? []);
  return events.find((event) => event.event === "gc_start" && event.automatic)?.generation ?? "no";
}

function grouped(number) {
  return number === undefined ? "no" : bytes(number);
}
