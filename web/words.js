// How the page says things: one place for the words that stand on the drawing and are spoken.

const DEATHS = {
  refcount: {
    short: "freed: count 0",
    long: "freed: its last reference went, the count fell to 0",
  },
  dropped: { short: "freed: never held", long: "freed: it was made and nothing ever held it" },
  collected: {
    short: "freed: collected",
    long: "freed by the collector: nothing outside its cycle reached it",
  },
  cached: {
    short: "back in its cache",
    long: "not freed: only its cache holds it now, so it is not listed",
  },
};

export function deathWords(cause) {
  return DEATHS[cause] ?? { short: "freed", long: "freed" };
}

export function generationWords(node) {
  if (node.frozen) return "frozen · tracked";
  return node.tracked ? `gen ${node.generation} · tracked` : "not tracked";
}

const HUES = {
  int: "number",
  bool: "number",
  float: "number",
  str: "text",
  bytes: "text",
  list: "list",
  tuple: "tuple",
  dict: "dict",
  set: "dict",
  frozenset: "dict",
  type: "class",
  function: "function",
  method: "function",
};
const PLAIN = new Set([
  "NoneType",
  "getset_descriptor",
  "member_descriptor",
  "ReferenceType",
  "cell",
]);

// The class of the style sheet that gives a type its hue.
export function hue(node) {
  return HUES[node.type] ?? (PLAIN.has(node.type) ? "plain" : "instance");
}

export function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

export function describe(node) {
  const parts = [
    `${node.type} number ${node.id}`,
    node.repr,
    plural(node.references, "reference"),
    generationWords(node),
  ];
  if (node.immortal) parts.push("immortal");
  if (node.cached) parts.push("cached");
  if (node.interned) parts.push("interned");
  if (node.finalized) parts.push("finalized");
  if (node.target === null) parts.push("its object is gone");
  if (node.target) parts.push(`leads to #${node.target} without holding it`);
  if (node.reachable === false) parts.push("unreachable, not collected yet");
  return parts.join(", ");
}

export function bytes(count) {
  return count.toLocaleString("en").replaceAll(",", "\u202f");
}

// What each phase of a collection does, and the heading of the count it leaves with a candidate.
const PHASES = {
  update_refs: ["copy each candidate's count of references", "its count"],
  subtract_refs: [
    "take away every reference that comes from another candidate: the effective count is left",
    "effective count",
  ],
  move_unreachable: [
    "set aside what has an effective count of 0; take back what a survivor reaches",
    "after rescue",
  ],
  untrack_tuples: ["stop tracking tuples that hold nothing the collector tracks"],
  untrack_dicts: ["stop tracking dicts that hold nothing the collector tracks"],
  promote: ["survivors move to the next generation"],
  handle_weakrefs: ["weakrefs to what is set aside are dead now, and their callbacks run"],
  handle_weakref_callbacks: ["weakrefs with a callback are dead now, and their callbacks run"],
  clear_weakrefs: ["weakrefs to what is still set aside are dead now"],
  finalize_garbage: ["run the finalizer of everything set aside that has one, once in its life"],
  handle_resurrected_objects: [
    "take back what a finalizer made reachable again, with all that it reaches",
    "after finalizers",
  ],
  delete_garbage: ["clear what is still set aside, so that its counts fall to 0"],
};

export function phaseWords(phase) {
  return PHASES[phase]?.[0] ?? "";
}

export function phaseHeading(phase) {
  return PHASES[phase]?.[1] ?? phase.replaceAll("_", " ");
}

const SAID = 8; // So many objects are named in a sentence; of the rest it gives the number.

// What an operation changed, in words.
export function changeWords(change) {
  const parts = [
    collectionWords(change.result),
    ...liveWords(change.events ?? []),
    freedWords(change.freed),
    countWords(change),
  ].filter((words) => words !== "");
  return parts.length === 0 ? "No count changed." : parts.join(" ");
}

function collectionWords(result) {
  if (result?.examined === undefined) return "";
  return `Generation ${result.generation}: ${result.examined} examined, ${result.collected} collected, ${result.survived} survived.`;
}

// What of it are finalizers, weakrefs and frozen objects, in the order in which it happened.
const TOLD = {
  finalizer: (event) => `The finalizer of #${event.object} ran.`,
  resurrect: (event) => `Its finalizer kept #${event.object} alive.`,
  weakref_clear: (event) => `Weakref #${event.object} is dead: #${event.from} went.`,
  weakref_callback: (event) => `The callback of weakref #${event.object} ran.`,
  unraisable: (event) =>
    `Nobody could catch ${event.exception}: ${event.message}${event.object ? ` (in #${event.object})` : ""}.`,
};

function liveWords(events) {
  const told = events.filter((event) => TOLD[event.event]);
  const more = told.length - SAID;
  return [
    ...told.slice(0, SAID).map((event) => TOLD[event.event](event)),
    more > 0 ? `And ${more} more of these.` : "",
    ...["freeze", "unfreeze"].map((kind) => frozenWords(events, kind)),
  ];
}

function frozenWords(events, kind) {
  const count = events.filter((event) => event.event === kind).length;
  const done = kind === "freeze" ? "Frozen" : "No longer frozen";
  return count === 0 ? "" : `${done}: ${plural(count, "object")}.`;
}

function freedWords(freed) {
  return freed.length === 0 ? "" : `Freed: ${listed(freed.map((id) => `#${id}`))}.`;
}

// Every count that ended otherwise than it began.
function countWords(change) {
  const sums = new Map();
  for (const event of change.events ?? []) {
    if (event.event !== "refcount") continue;
    const entry = sums.get(event.object) ?? { from: event.from, to: event.to };
    entry.to = event.to;
    sums.set(event.object, entry);
  }
  const moved = [...sums].filter(([, { from, to }]) => from !== to);
  return moved.length === 0
    ? ""
    : `References: ${listed(moved.map(([id, { from, to }]) => `#${id} ${from} → ${to}`))}.`;
}

function listed(items) {
  const more = items.length - SAID;
  return items.slice(0, SAID).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
