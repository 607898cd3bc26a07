// What differs after each step of a script, from what POST /v1/compare tells of its operations. Pure.
//
// A difference of a state is told once, when it appears, and lasts until it is told to be none, or
// until its name is bound nowhere any more; what an operation did differently is of its step alone.

// `results` and `bound` have an item for each operation: what the API told of it, and the names that
// are bound behind it under any of the Pythons. Results may end early.
export function differencesOfSteps(steps, results, bound) {
  const lasting = new Map();
  let at = 0;
  return steps.map(({ ops }) => {
    const told = { passing: [], fresh: new Set(), ended: [] };
    for (const end = at + ops.length; at < end; at++) {
      forgetUnbound(lasting, bound[at]);
      if (results[at]) takeResult(lasting, results[at], told);
    }
    return {
      rows: [...told.passing, ...newestFirst(lasting, told.fresh)],
      ended: told.ended,
      exceptions: results.slice(at - ops.length, at).flatMap(({ exception }) => exception ?? []),
      python: results.slice(at - ops.length, at).map(({ python }) => python),
      isKnown: at <= results.length,
    };
  });
}

function keyOf({ name, field }) {
  return `${name ?? ""} ${field}`;
}

// Of a state of the heap or its collector, or of a name; not of what an operation did.
export function isLasting({ name, field }) {
  return name !== null || field.startsWith("heap.") || field.startsWith("gc.");
}

export function isOfHeap({ name, field }) {
  return name === null && field.startsWith("heap.");
}

function takeResult(lasting, result, told) {
  for (const difference of result.differs) {
    if (isLasting(difference)) {
      if (difference.field === "bound") forgetName(lasting, difference.name);
      lasting.set(keyOf(difference), difference);
      told.fresh.add(keyOf(difference));
    } else {
      told.passing.push({ ...difference, python: result.python, isNew: true });
    }
  }
  for (const agreement of result.agrees) {
    lasting.delete(keyOf(agreement));
    told.ended.push(agreement);
  }
}

function forgetUnbound(lasting, names) {
  for (const [key, { name }] of lasting) if (name !== null && !names.has(name)) lasting.delete(key);
}

// Of what is bound under some only, nothing else can be compared.
function forgetName(lasting, gone) {
  for (const [key, { name }] of lasting) if (name === gone) lasting.delete(key);
}

function newestFirst(lasting, fresh) {
  const rows = [...lasting].map(([key, row]) => ({ ...row, isNew: fresh.has(key) }));
  return [...rows.filter((row) => row.isNew), ...rows.filter((row) => !row.isNew)];
}
