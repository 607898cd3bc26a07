// The controls of free play. Each is a row of the table at the end: its fields, the operation they
// make and the Python it stands for. Running it is the caller's.

import { html } from "./dom.js";
import { asCurl } from "./api.js";
import { readValue } from "./literals.js";

// actions: {run(operation) -> Promise, session() -> id, choices() -> {names, containers, functions}}
export function buildControls(actions) {
  const lists = ["names", "functions"].map((list) => html("datalist", { id: `choices-${list}` }));
  const groups = CONTROLS.map((control) => buildControl(control, actions));
  const root = html("div", { class: "controls" }, lists, groups.map((group) => group.root));
  return { root, refresh: (state) => refresh(root, lists, groups, state) };
}

function refresh(root, lists, groups, { choices, blocked }) {
  root.toggleAttribute("inert", Boolean(blocked));
  root.classList.toggle("blocked", Boolean(blocked));
  lists.forEach((list, index) => {
    const values = [choices.names, choices.functions][index];
    list.replaceChildren(...values.map((value) => html("option", { value })));
  });
  for (const group of groups) group.preview();
}

function buildControl(control, actions) {
  const fields = control.fields.map((field) => buildField(control, field));
  const python = html("code", { class: "python" });
  const problem = html("p", { class: "problem", role: "alert", hidden: true });
  const read = () => Object.fromEntries(fields.map((field) => [field.name, field.input.value]));
  const form = html("form", { class: control.compact ? "control compact" : "control", "aria-label": control.title, id: `control-${control.id}`, autocomplete: "off" },
    html("h3", {}, control.title),
    html("div", { class: "fields" }, fields.map((field) => field.root)),
    html("div", { class: "act" }, html("button", { class: "run" }, control.button ?? "Run"),
      html("button", { type: "button", class: "quiet copy" }, "Copy as curl"), python),
    problem);
  const preview = () => showPreview(control, read, python, fields);
  form.addEventListener("input", preview);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(problem, () => actions.run(control.operation(read())));
  });
  form.querySelector(".copy").addEventListener("click", (event) =>
    attempt(problem, () => copy(event.target, asCurl(actions.session(), control.operation(read())))));
  preview();
  return { root: form, preview };
}

function buildField(control, field) {
  const id = `${control.id}-${field.name}`;
  const input = field.choices
    ? html("select", { id }, field.choices.map(([value, words]) => html("option", { value }, words)))
    : html(field.rows ? "textarea" : "input", {
      id, value: field.value, list: field.list, rows: field.rows, spellcheck: "false", autocapitalize: "off",
    });
  if (field.rows) input.value = field.value;
  return { ...field, input, root: html("label", { for: id, class: field.wide ? "wide" : "" }, html("span", {}, field.label), input) };
}

function showPreview(control, read, python, fields) {
  const values = read();
  for (const field of fields) {
    const shown = !field.only || field.only(values);
    field.root.hidden = !shown;
  }
  python.textContent = control.python(values);
}

// The problem in the server's words, at the control that asked.
async function attempt(problem, action) {
  problem.hidden = true;
  try {
    await action();
  } catch (error) {
    problem.textContent = error.exception ? `${error.exception}: ${error.message}` : error.message;
    problem.hidden = false;
  }
}

// Without the clipboard (it needs a secure context) the line is shown, to be taken by hand.
async function copy(button, text) {
  if (!navigator.clipboard) throw new Error(text);
  await navigator.clipboard.writeText(text);
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy as curl"; }, 1200);
}

// ---------------------------------------------------------------- the table

const EXAMPLES = {
  int: "300", str: "'hello world'", list: "[1, 2, a]", tuple: "(1, 2)", dict: "{'key': 1}",
  bytes: "bytes(1000)", none: "None", instance: "P()",
};

// Choosing a type in "Create" offers an example of it as the value.
export function offerExample(event) {
  if (event.target.id !== "create-type") return;
  const value = document.getElementById("create-value");
  value.value = EXAMPLES[event.target.value];
}

const word = (text) => text.trim();
const words = (text) => text.split(/[\s,]+/).filter((name) => name !== "");

const PUT_WAYS = [["append", "append"], ["item", "[key] ="], ["attr", ".attribute ="]];

const PUT = {
  append: {
    operation: ({ target, value }) => ({ op: "append", target: word(target), value: readValue(value) }),
    python: ({ target, value }) => `${word(target)}.append(${value})`,
  },
  item: {
    operation: ({ target, key, value }) => ({ op: "set_item", target: word(target), key: readValue(key), value: readValue(value) }),
    python: ({ target, key, value }) => `${word(target)}[${key}] = ${value}`,
  },
  attr: {
    operation: ({ target, attr, value }) => ({ op: "set_attr", target: word(target), attr: word(attr), value: readValue(value) }),
    python: ({ target, attr, value }) => `${word(target)}.${word(attr)} = ${value}`,
  },
};

function callArguments(text) {
  const given = Object.fromEntries(text.split(",").filter((piece) => piece.includes("="))
    .map((piece) => [word(piece.slice(0, piece.indexOf("="))), readValue(piece.slice(piece.indexOf("=") + 1))]));
  return given;
}

const CONTROLS = [
  {
    id: "create", title: "Create an object", button: "Create",
    fields: [
      { name: "name", label: "name", value: "a" },
      { name: "type", label: "type", choices: [["str", "str"], ["int", "int"], ["list", "list"], ["tuple", "tuple"],
        ["dict", "dict"], ["bytes", "bytes"], ["none", "None"], ["instance", "instance"]] },
      { name: "value", label: "value", value: EXAMPLES.str, wide: true },
    ],
    operation: ({ name, value }) => ({ op: "assign", name: word(name), value: readValue(value) }),
    python: ({ name, value }) => `${word(name)} = ${value}`,
  },
  {
    id: "alias", title: "Another name for it", button: "Alias",
    fields: [
      { name: "name", label: "new name", value: "b" },
      { name: "target", label: "object", value: "a", list: "choices-names" },
    ],
    operation: ({ name, target }) => ({ op: "assign", name: word(name), value: { ref: word(target) } }),
    python: ({ name, target }) => `${word(name)} = ${word(target)}`,
  },
  {
    id: "del", title: "Delete names", button: "del",
    fields: [{ name: "names", label: "names", value: "a", list: "choices-names", wide: true }],
    operation: ({ names }) => (words(names).length === 1 ? { op: "del", name: words(names)[0] } : { op: "del", names: words(names) }),
    python: ({ names }) => `del ${words(names).join(", ")}`,
  },
  ...[0, 1, 2].map((generation) => ({
    id: `collect-${generation}`, title: `Collect generation ${generation}${generation > 0 ? " and younger" : ""}`,
    button: generation === 2 ? "gc.collect()" : `gc.collect(${generation})`, compact: true, fields: [],
    operation: () => ({ op: "collect", generation }),
    python: () => "",
  })),
  {
    id: "put", title: "Put into", button: "Put",
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
    id: "remove", title: "Remove from a list", button: "Remove",
    fields: [
      { name: "target", label: "list", value: "li", list: "choices-names" },
      { name: "value", label: "value", value: "a", list: "choices-names" },
    ],
    operation: ({ target, value }) => ({ op: "remove", target: word(target), value: readValue(value) }),
    python: ({ target, value }) => `${word(target)}.remove(${value})`,
  },
  {
    id: "class", title: "New class", button: "class",
    fields: [{ name: "name", label: "name", value: "P" }],
    operation: ({ name }) => ({ op: "class", name: word(name) }),
    python: ({ name }) => `class ${word(name)}: pass`,
  },
  {
    id: "function", title: "New function", button: "def",
    fields: [{ name: "name", label: "name", value: "foo" }, { name: "params", label: "parameters", value: "x" }],
    operation: ({ name, params }) => ({ op: "function", name: word(name), params: words(params) }),
    python: ({ name, params }) => `def ${word(name)}(${words(params).join(", ")}): ...`,
  },
  {
    id: "call", title: "Enter the function", button: "Call",
    fields: [
      { name: "name", label: "function", value: "foo", list: "choices-functions" },
      { name: "args", label: "arguments", value: "x=a" },
    ],
    operation: ({ name, args }) => ({ op: "call", function: word(name), args: callArguments(args) }),
    python: ({ name, args }) => `${word(name)}(${args})`,
  },
  {
    id: "return", title: "Leave the function", button: "return", compact: true, fields: [],
    operation: () => ({ op: "return" }), python: () => "return",
  },
  {
    id: "raw", title: "Any operation, as JSON", button: "Run",
    fields: [{ name: "text", label: "operation", rows: 3, wide: true, value: '{"op": "evaluate", "value": [1, 2]}' }],
    operation: ({ text }) => JSON.parse(text), python: () => "",
  },
];
