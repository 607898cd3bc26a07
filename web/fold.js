// Decides which objects are shown on their own and which are folded into a class or function: what
// only a class or function reaches through its own slots (dict, bases, mro, descriptors ...) is
// internal to it. The objects are in the heap all the same; a toggle on the card shows them.

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
  const named = view.frames.toReversed().flatMap((frame) => frame.names.map((item) => item.object));
  return [...named, ...view.frames.map((frame) => frame.function).filter((id) => id !== null)];
}

// What definitions reach, themselves left out, as far as nothing shown reaches it.
function behindDefinitions(nodes, shown) {
  const behind = new Set();
  for (const [id, node] of nodes) {
    if (isDefinition(node)) walk(nodes, targets(node), behind, () => true);
  }
  for (const id of shown) behind.delete(id);
  return behind;
}

// {shown: ids in order of distance from a name, internals: Map of definition -> its folded ids}.
// `expanded` is the set of definitions whose internals are to be shown.
export function foldInternals(view, expanded) {
  const { nodes } = view;
  const opened = (id) => expanded.has(id);
  const seen = new Set();
  const shown = walk(nodes, rootIds(view), seen, opened);
  const behind = behindDefinitions(nodes, seen);
  const loose = [...nodes.keys()].filter((id) => !behind.has(id));
  shown.push(...walk(nodes, loose, seen, opened));
  const internals = assignInternals(nodes, shown, seen, opened);
  return { shown, internals };
}

function assignInternals(nodes, shown, seen, opened) {
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
  shown.push(...walk(nodes, [...nodes.keys()], seen, opened));
  return internals;
}
