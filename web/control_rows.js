// The controls of free play as a table: the fields of each, the operation they make, and the Python
// it stands for.

import { readArguments, readValue } from "./literals.js";

// The types to choose from in "Create", each with an example.
const EXAMPLES = {
  int: "300",
  str: "'hello world'",
  list: "[1, 2, a]",
  tuple: "(1, 2)",
  dict: "{'key': 1}",
  bytes: "bytes(1000)",
  None: "None",
  instance: "P()",
};

// Choosing a type in "Create" offers an example of it as the value.
export function offerExample(event) {
  if (event.target.id !== "create-type" || event.target.value === ANY) return;
  const value = document.getElementById("create-value");
  value.value = EXAMPLES[event.target.value];
  value.dispatchEvent(new Event("input", { bubbles: true })); // For the preview of the Python.
}

const ANY = "any";

// The type that a value of the API makes; null for a reference, which makes nothing.
function typeOf(value) {
  if (value === null) return "None";
  if (Array.isArray(value)) return "list";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "int";
  if (typeof value === "string") return "str";
  if ("ref" in value) return null;
  return "new" in value ? "instance" : Object.keys(value)[0];
}

// Reads a value that has to be of the chosen type.
function readTyped(text, chosen) {
  const value = readValue(text);
  const type = typeOf(value);
  if (chosen === ANY || type === chosen) return value;
  if (type === null)
    throw new Error(
      `“${text.trim()}” makes no object: it refers to one that is there. Choose the type any for it.`,
    );
  const other = type in EXAMPLES ? `${type} or any` : ANY;
  throw new Error(
    `This value is of the type ${type}, but ${chosen} is chosen. Choose ${other} for it.`,
  );
}

const word = (text) => text.trim();
const words = (text) => text.split(/[\s,]+/).filter((name) => name !== "");

const PUT_WAYS = [
  ["append", "append"],
  ["item", "[key] ="],
  ["attr", ".attribute ="],
];

const PUT = {
  append: {
    operation: ({ target, value }) => ({
      op: "append",
      target: word(target),
      value: readValue(value),
    }),
    python: ({ target, value }) => `${word(target)}.append(${value})`,
  },
  item: {
    operation: ({ target, key, value }) => ({
      op: "set_item",
      target: word(target),
      key: readValue(key),
      value: readValue(value),
    }),
    python: ({ target, key, value }) => `${word(target)}[${key}] = ${value}`,
  },
  attr: {
    operation: ({ target, attr, value }) => ({
      op: "set_attr",
      target: word(target),
      attr: word(attr),
      value: readValue(value),
    }),
    python: ({ target, attr, value }) => `${word(target)}.${word(attr)} = ${value}`,
  },
};

export const CONTROLS = [
  {
    id: "create",
    title: "Create an object",
    button: "Create",
    fields: [
      { name: "name", label: "name", value: "a" },
      {
        name: "type",
        label: "type",
        choices: [ANY, ...Object.keys(EXAMPLES)].map((type) => [type, type]),
      },
      { name: "value", label: "value", value: EXAMPLES.str, wide: true },
    ],
    operation: ({ name, type, value }) => ({
      op: "assign",
      name: word(name),
      value: readTyped(value, type),
    }),
    python: ({ name, value }) => `${word(name)} = ${value}`,
  },
  {
    id: "alias",
    title: "Another name for it",
    button: "Alias",
    fields: [
      { name: "name", label: "new name", value: "b" },
      { name: "target", label: "object", value: "a", list: "choices-names" },
    ],
    operation: ({ name, target }) => ({
      op: "assign",
      name: word(name),
      value: { ref: word(target) },
    }),
    python: ({ name, target }) => `${word(name)} = ${word(target)}`,
  },
  {
    id: "del",
    title: "Delete names",
    button: "del",
    fields: [{ name: "names", label: "names", value: "a", list: "choices-names", wide: true }],
    operation: ({ names }) =>
      words(names).length === 1
        ? { op: "del", name: words(names)[0] }
        : { op: "del", names: words(names) },
    python: ({ names }) => `del ${words(names).join(", ")}`,
  },
  ...[0, 1, 2].map((generation) => ({
    id: `collect-${generation}`,
    title: `Collect generation ${generation}${generation > 0 ? " and younger" : ""}`,
    button: generation === 2 ? "gc.collect()" : `gc.collect(${generation})`,
    compact: true,
    fields: [],
    operation: () => (generation === 2 ? { op: "collect" } : { op: "collect", generation }),
    python: () => "",
  })),
  {
    id: "put",
    title: "Put into",
    button: "Put",
    fields: [
      { name: "target", label: "into", value: "li", list: "choices-names" },
      { name: "way", label: "how", choices: PUT_WAYS },
      { name: "key", label: "key", value: "0", only: ({ way }) => way === "item" },
      { name: "attr", label: "attribute", value: "d", only: ({ way }) => way === "attr" },
      { name: "value", label: "value", value: "a", list: "choices-names" },
    ],
    operation: (values) => PUT[values.way].operation(values),
    python: (values) => PUT[values.way].python(values),
  },
  {
    id: "remove",
    title: "Remove from a list",
    button: "Remove",
    fields: [
      { name: "target", label: "list", value: "li", list: "choices-names" },
      { name: "value", label: "value", value: "a", list: "choices-names" },
    ],
    operation: ({ target, value }) => ({
      op: "remove",
      target: word(target),
      value: readValue(value),
    }),
    python: ({ target, value }) => `${word(target)}.remove(${value})`,
  },
  {
    id: "class",
    title: "New class",
    button: "class",
    fields: [{ name: "name", label: "name", value: "P" }],
    operation: ({ name }) => ({ op: "class", name: word(name) }),
    python: ({ name }) => `class ${word(name)}: pass`,
  },
  {
    id: "function",
    title: "New function",
    button: "def",
    fields: [
      { name: "name", label: "name", value: "foo" },
      { name: "params", label: "parameters", value: "x" },
    ],
    operation: ({ name, params }) => ({ op: "function", name: word(name), params: words(params) }),
    python: ({ name, params }) => `def ${word(name)}(${words(params).join(", ")}): ...`,
  },
  {
    id: "call",
    title: "Enter the function",
    button: "Call",
    fields: [
      { name: "name", label: "function", value: "foo", list: "choices-functions" },
      { name: "args", label: "arguments", value: "x=a" },
    ],
    operation: ({ name, args }) => ({
      op: "call",
      function: word(name),
      args: readArguments(args),
    }),
    python: ({ name, args }) => `${word(name)}(${args})`,
  },
  {
    id: "return",
    title: "Leave the function",
    button: "return",
    compact: true,
    fields: [],
    operation: () => ({ op: "return" }),
    python: () => "return",
  },
  {
    id: "raw",
    title: "Any operation, as JSON",
    button: "Run",
    fields: [
      {
        name: "text",
        label: "operation",
        rows: 3,
        wide: true,
        value: '{"op": "evaluate", "value": [1, 2]}',
      },
    ],
    operation: ({ text }) => JSON.parse(text),
    python: () => "",
  },
];
