// The controls of free play. Each is a row of control_rows.js; running its operation is the
// caller's.

import { html } from "./dom.js";
import { asCurl } from "./api.js";
import { CONTROLS } from "./control_rows.js";

// Where the controls stand once they are built.
let built = null;

// actions: {run(operation) -> Promise, session() -> id}
export function buildControls(actions) {
  const lists = ["names", "functions"].map((list) => html("datalist", { id: `choices-${list}` }));
  const groups = CONTROLS.map((control) => buildControl(control, actions));
  const root = html(
    "div",
    { class: "controls" },
    lists,
    groups.map((group) => group.root),
  );
  built = { root, lists, groups };
  return root;
}

// choices: {names, functions} to offer; blocked: nothing may be changed just now.
export function refreshControls({ choices, blocked }) {
  const { root, lists, groups } = built;
  root.toggleAttribute("inert", blocked);
  root.classList.toggle("blocked", blocked);
  lists.forEach((list, index) => {
    const values = [choices.names, choices.functions][index];
    list.replaceChildren(...values.map((value) => html("option", { value })));
  });
  for (const group of groups) group.preview();
}

function buildControl(control, actions) {
  const fields = control.fields.map((field) => buildField(control, field));
  const read = () => Object.fromEntries(fields.map((field) => [field.name, field.input.value]));
  const { form, python, problem, copyButton } = buildForm(control, fields);
  const preview = () => showPreview(control, read, python, fields);
  form.addEventListener("input", preview);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(problem, () => actions.run(control.operation(read())).then(clearProblems));
  });
  copyButton.addEventListener("click", () => {
    attempt(problem, () => copy(copyButton, asCurl(actions.session(), control.operation(read()))));
  });
  preview();
  return { root: form, preview, problem };
}

function buildForm(control, fields) {
  const python = html("code", { class: "python" });
  const problem = html("p", { class: "problem", role: "alert", hidden: true });
  const runButton = html("button", { class: "run" }, control.button);
  const copyButton = html("button", { type: "button", class: "quiet copy" }, "Copy as curl");
  const form = html(
    "form",
    {
      class: control.compact ? "control compact" : "control",
      "aria-label": control.title,
      id: `control-${control.id}`,
      autocomplete: "off",
    },
    html("h3", {}, control.title),
    html("div", { class: "fields" }, ...fields.map((field) => field.root)),
    html("div", { class: "act" }, runButton, copyButton, python),
    problem,
  );
  return { form, python, problem, copyButton };
}

function buildField(control, field) {
  const id = `${control.id}-${field.name}`;
  const input = field.choices
    ? html(
        "select",
        { id },
        field.choices.map(([value, words]) => html("option", { value }, words)),
      )
    : html(field.rows ? "textarea" : "input", {
        id,
        value: field.value,
        list: field.list,
        rows: field.rows,
        spellcheck: "false",
        autocapitalize: "off",
      });
  if (field.rows) input.value = field.value;
  return {
    ...field,
    input,
    root: html(
      "label",
      { for: id, class: field.wide ? "wide" : "" },
      html("span", {}, field.label),
      input,
    ),
  };
}

function showPreview(control, read, python, fields) {
  const values = read();
  for (const field of fields) {
    const shown = !field.only || field.only(values);
    field.root.hidden = !shown;
  }
  python.textContent = control.python(values);
}

// The problem in the server's words, which begin with the exception's name where there is one, at
// the control that asked.
async function attempt(problem, action) {
  problem.hidden = true;
  try {
    await action();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

// What was refused before an operation succeeded is about a heap that is no more.
function clearProblems() {
  for (const group of built.groups) group.problem.hidden = true;
}

// Without the clipboard (it needs a secure context) the line is shown, to be taken by hand.
async function copy(button, text) {
  if (!navigator.clipboard) throw new Error(text);
  await navigator.clipboard.writeText(text);
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = "Copy as curl";
  }, 1200);
}
