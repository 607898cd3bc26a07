// Decides which objects have a card of their own.
//
// Folded into a class or function is what only definitions reach through their own slots (dict,
// bases, mro, descriptors ...); a toggle on the card shows it. Left out is what only the far rows of
// a long container hold, with all that only it reaches. All of these are objects of the heap too, so
// both are counted, and the page says how many there are.

import { WITHOUT_OWNER } from "./snapshot.js";

export const MAX_ROWS = 14;

function isDefinition(node) {
  return node.type === "type" || node.type === "function";
}

function targets(node) {
  return node.slots.map((slot) => slot.object).filter((id) => id !== null);
}

// Walks from `starts`; what is in `seen` is not entered, definitions are entered but not passed.
function walk(nodes, starts, seen, opened) {
  const order = [];
  const queue = starts.filter((id) => nodes.has(id));
  for (let index = 0; index < queue.length; index++) {
    const id = queue[index];
    if (seen.has(id)) continue;
    seen.add(id);
    order.push(id);
    const node = nodes.get(id);
    if (isDefinition(node) && !opened(id)) continue;
    for (const target of targets(node)) if (nodes.has(target)) queue.push(target);
  }
  return order;
}

function rootIds(view) {
  const named = [...view.frames]
    .reverse()
    .flatMap((frame) => frame.names.map((item) => item.object));
  return [...named, ...view.frames.map((frame) => frame.function).filter((id) => id !== null)];
}

// What no name and no row that is drawn holds, but a row that is not drawn.
function onlyInFarRows(view) {
  const near = new Set(rootIds(view));
  const far = new Set();
  for (const node of view.nodes.values()) {
    targets(node).forEach((id, index) =>
      (index < MAX_ROWS || isDefinition(node) ? near : far).add(id),
    );
  }
  for (const id of inRowsLeftOut(view)) far.add(id);
  for (const id of near) far.delete(id);
  return far;
}

// What a container holds in rows of which even the API told only how many there are.
function inRowsLeftOut({ nodes, incoming }) {
  const isCut = ({ kind, of }) => !WITHOUT_OWNER.has(kind) && nodes.get(of)?.slots_left_out > 0;
  return [...nodes.keys()].filter((id) => incoming.get(id)?.some(isCut));
}

// What definitions reach, themselves left out, as far as nothing shown reaches it.
function behindDefinitions(nodes, shown) {
  const behind = new Set();
  for (const node of nodes.values()) {
    if (isDefinition(node)) walk(nodes, targets(node), behind, () => true);
  }
  for (const id of shown) behind.delete(id);
  return behind;
}

// {shown: ids in order of distance from a name, internals: Map of definition -> its folded ids,
// hidden: how many are neither}. `expanded` is the set of definitions to be shown with their internals.
export function foldInternals(view, expanded) {
  const { nodes } = view;
  const opened = (id) => expanded.has(id);
  const far = onlyInFarRows(view);
  const seen = new Set(far);
  const shown = walk(nodes, rootIds(view), seen, opened);
  const behind = behindDefinitions(nodes, shown);
  const afar = new Set(walk(nodes, [...far], new Set(shown), () => true));
  const loose = [...nodes.keys()].filter((id) => !behind.has(id) && !afar.has(id));
  shown.push(...walk(nodes, loose, seen, opened));
  const internals = assignInternals(nodes, shown, seen);
  shown.push(...walk(nodes, unreachable(nodes), seen, opened));
  const folded = [...internals.values()].reduce((sum, ids) => sum + ids.length, 0);
  return { shown, internals, hidden: nodes.size - shown.length - folded };
}

function unreachable(nodes) {
  return [...nodes.values()].filter((node) => node.reachable === false).map((node) => node.id);
}

function assignInternals(nodes, shown, seen) {
  const internals = new Map();
  const claim = (id) => {
    const inner = walk(nodes, targets(nodes.get(id)), seen, () => true);
    if (inner.length > 0) internals.set(id, inner);
  };
  for (const id of shown) if (isDefinition(nodes.get(id))) claim(id);
  // Left are definitions that keep themselves alive, and what only they reach.
  for (const [id, node] of nodes) {
    if (seen.has(id) || !isDefinition(node)) continue;
    seen.add(id);
    shown.push(id);
    claim(id);
  }
  return internals;
}
