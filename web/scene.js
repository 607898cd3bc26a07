// What a snapshot looks like, without coordinates: frames, cards with their rows, and the references
// that land on each card. A pure function of a view and the options.

import { MAX_ROWS, foldInternals } from "./fold.js";
import { WITHOUT_OWNER } from "./snapshot.js";
import { bytes } from "./words.js";

export const MAX_CARDS = 300;
const MAX_NOTCHES = 24;
const BIG = 512;
const EMPTY = new Set(["list", "tuple", "dict", "set", "frozenset"]);
const WEAK = "target"; // The row of a weakref from which its arrow starts.
const ATOMS = new Set(["NoneType", "bool", "int", "float", "str", "bytes"]);

// options: {expanded: Set of ids, cachedAsCards: bool}
export function buildScene(snapshot, options) {
  const { view } = snapshot;
  const { shown, internals, hidden } = foldInternals(view, options.expanded);
  const written = options.cachedAsCards ? new Set() : cachedIds(view);
  const wanted = shown.filter((id) => !written.has(id));
  const drawn = new Set(wanted.slice(0, MAX_CARDS));
  const context = { view, drawn, written, internals, options, depth: depths(view, drawn) };
  const cards = new Map([...drawn].map((id) => [id, card(view.nodes.get(id), context)]));
  return {
    seq: snapshot.seq,
    frames: view.frames,
    cards,
    leftOut: view.leftOut + hidden + wanted.length - drawn.size,
    folded: [...internals.values()].reduce((sum, ids) => sum + ids.length, 0),
    freed: deaths(snapshot.changes),
    unbound: unboundNames(snapshot.changes),
    changes: countChanges(snapshot.changes),
    effective: effectiveCounts(snapshot.changes),
  };
}

function cachedIds(view) {
  return new Set([...view.nodes.values()].filter((node) => node.cached).map((node) => node.id));
}

function card(node, context) {
  const zone = node.reachable === false ? "band" : "main";
  const inner = context.internals.get(node.id) ?? [];
  const expandable = inner.length > 0 || context.options.expanded.has(node.id);
  return {
    id: node.id,
    node,
    zone,
    depth: context.depth.get(node.id) ?? 0,
    rows: rows(node, context, expandable),
    internals: inner.length,
    expandable,
    notches: [...notches(node, context), ...weakLandings(node, context)],
  };
}

function rows(node, context, expandable) {
  if (ATOMS.has(node.type)) return atomRows(node);
  const hidden = (slot) => expandable && !context.drawn.has(slot.object);
  const slots = node.slots.filter((slot) => !hidden(slot));
  const result = slots.slice(0, MAX_ROWS).map((slot) => slotRow(slot, context));
  if (node.target !== undefined) result.unshift(weakRow(node));
  const more = slots.length - result.length + (node.slots_left_out ?? 0);
  if (more > 0) result.push({ kind: "more", label: `… and ${more} more` });
  if (expandable) result.unshift({ kind: "text", label: node.repr });
  if (result.length === 0)
    result.push({ kind: "empty", label: EMPTY.has(node.type) ? node.repr : "no slots" });
  return result;
}

// The value, and of a big one how big it is.
function atomRows(node) {
  const value = { kind: "text", label: node.repr };
  return node.size < BIG ? [value] : [value, { kind: "more", label: `${bytes(node.size)} bytes` }];
}

function slotRow(slot, context) {
  const target = context.view.nodes.get(slot.object);
  const inline = target && context.written.has(slot.object) ? target.repr : null;
  const label = slot.slot.replace(/^element /, "");
  return { kind: "slot", slot: slot.slot, label, target: slot.object, inline };
}

// Where a weakref leads is no slot: it holds nothing there.
function weakRow(node) {
  const inline = node.target === null ? "dead" : null;
  return { kind: "slot", slot: WEAK, label: "leads to", target: node.target, inline };
}

// The arrows of weakrefs land beside the notches; they count nothing.
function weakLandings(node, { view, drawn }) {
  const weak = [...view.nodes.values()].filter((other) => other.target === node.id);
  return weak
    .filter((other) => drawn.has(other.id))
    .map((other) => ({
      kind: "weak",
      text: `@${other.id}, weakly`,
      from: { card: other.id, slot: WEAK },
      count: 0,
    }));
}

// One notch for each reference that the object has. `from` tells where the arrow starts, if there is
// one: a name of a frame, or a row of a card that is drawn.
function notches(node, context) {
  const holders = context.view.incoming.get(node.id) ?? [];
  const result = holders.map((holder) => ({
    kind: holder.kind,
    text: holder.text,
    from: origin(holder, context),
  }));
  const kept = result.slice(0, result.length > MAX_NOTCHES ? MAX_NOTCHES - 1 : MAX_NOTCHES);
  const unseen = node.references - kept.length;
  if (unseen > 0)
    kept.push({ kind: "unseen", text: `${unseen} more references`, from: null, count: unseen });
  return kept;
}

function origin(holder, context) {
  if (holder.kind === "name") return { name: holder.text };
  if (WITHOUT_OWNER.has(holder.kind)) return null;
  if (!context.drawn.has(holder.of)) return null;
  return { card: holder.of, slot: holder.slot };
}

// Distance from a name, over what is drawn; in what nothing reaches, distance from its oldest object.
function depths(view, drawn) {
  const depth = new Map();
  const spread = (starts) => {
    const queue = starts.filter((id) => drawn.has(id) && !depth.has(id));
    for (const id of queue) depth.set(id, 0);
    for (let index = 0; index < queue.length; index++) {
      const next = depth.get(queue[index]) + 1;
      for (const { object } of view.nodes.get(queue[index]).slots) {
        if (!drawn.has(object) || depth.has(object)) continue;
        if (sameZone(view, queue[index], object)) {
          depth.set(object, next);
          queue.push(object);
        }
      }
    }
  };
  spread([...view.frames].reverse().flatMap((frame) => frame.names.map((item) => item.object)));
  for (const id of [...drawn].sort((one, other) => one - other)) spread([id]);
  return depth;
}

function sameZone(view, one, other) {
  return view.nodes.get(one).reachable === view.nodes.get(other).reachable;
}

// When each object went, and why if the events tell.
function deaths(changes) {
  const result = new Map();
  for (const { seq, freed, events } of changes) {
    for (const id of freed) result.set(id, { seq, cause: "" });
    for (const event of events ?? []) {
      if (event.event === "dealloc") result.set(event.object, { seq, cause: event.cause });
    }
  }
  return result;
}

// When each name was deleted, by frame and name.
function unboundNames(changes) {
  const result = new Map();
  for (const { seq, events } of changes) {
    for (const event of events ?? []) {
      if (event.event === "bind" && event.to === null)
        result.set(`${event.frame} ${event.name}`, seq);
    }
  }
  return result;
}

// What a collection found of each candidate once the references between candidates were taken away.
function effectiveCounts(changes) {
  const counts = new Map();
  for (const change of changes) {
    for (const event of change.events ?? []) {
      if (
        event.event === "gc_refs" &&
        (event.phase === "update_refs" || event.phase === "subtract_refs")
      ) {
        counts.set(event.object, event.to);
      }
    }
  }
  return counts;
}

// How far each count of references moved since the snapshot before.
function countChanges(changes) {
  const moved = new Map();
  for (const change of changes) {
    for (const event of change.events ?? []) {
      if (event.event !== "refcount") continue;
      moved.set(event.object, (moved.get(event.object) ?? 0) + event.to - event.from);
    }
  }
  return moved;
}
