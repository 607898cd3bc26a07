// How the differences between two Pythons are said: a name for each field that the API compares.

import { bytes } from "./words.js";

const FIELDS = {
  bound: "bound",
  type: "type",
  repr: "value",
  references: "references",
  refcount: "ob_refcnt",
  getrefcount: "sys.getrefcount",
  immortal: "immortal",
  size: "sys.getsizeof",
  "blocks.object": "block of the object",
  "blocks.items": "block of its items",
  "blocks.keys": "block of its keys",
  "blocks.table": "block of its table",
  "blocks.values": "block of its attributes' values",
  tracked: "tracked by the collector",
  generation: "generation",
  frozen: "frozen",
  interned: "interned",
  cached: "in a cache",
  finalized: "its finalizer has run",
  same_as: "the same object as",
  exception: "raises",
  "result.collected": "collected",
  "result.examined": "examined by the collector",
  "result.survived": "survived the collection",
  "result.promoted": "moved to an older generation",
  "result.uncollectable": "uncollectable",
  freed: "objects freed",
  unraisable: "exceptions that nobody could catch",
  "heap.objects": "objects",
  "heap.gc_count": "gc count",
  "heap.requested": "bytes asked for",
  "heap.in_blocks": "bytes in blocks",
  "heap.from_system": "bytes from the system",
  "heap.pools": "pools",
  "heap.arenas": "arenas",
  "gc.objects": "objects in generations 0, 1, 2",
  "gc.collections": "collections of generations 0, 1, 2",
};

export function fieldWords(field) {
  return FIELDS[field] ?? field;
}

export function valueWords(value) {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return bytes(value);
  return Array.isArray(value) ? `(${value.map(valueWords).join(", ")})` : value;
}
