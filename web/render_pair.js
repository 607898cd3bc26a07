// Shows the step of the script under both Pythons, all of it anew. Changes nothing but the document.

import { byId, html, setText } from "./dom.js";
import { drawDifferences } from "./draw_differences.js";
import { drawPanes, drawScripts } from "./draw_pair.js";
import { drawCode } from "./draw_story.js";
import { pair } from "./pair.js";
import { profileOf, profileOptions, profileTitle } from "./profiles.js";
import { reveal } from "./selection.js";
import { plural } from "./words.js";

const SELECTS = ["pair-left", "pair-right"];

// actions: {choosePythons(profiles), chooseScript(name)}
export function buildPairPanel(actions) {
  const choose = () => actions.choosePythons(SELECTS.map((id) => byId(id).value));
  const selects = SELECTS.map((id) =>
    html(
      "div",
      { class: "python" },
      html("label", { for: id }, id === "pair-left" ? "left" : "right"),
      html("select", { id, onchange: choose, "aria-describedby": `${id}-summary` }),
      html("small", { id: `${id}-summary` }),
    ),
  );
  byId("differences").addEventListener("click", (event) => {
    if (event.target.id === "show-pythons") actions.choosePythons(pair.script.pythons);
  });
  byId("differences").addEventListener("toggle", rememberFacts, true);
  return [
    html("h2", { id: "pair-title" }),
    html("p", { class: "hint", id: "pair-start" }),
    html("div", { class: "pythons" }, selects),
    html("ol", { class: "progress", id: "scripts" }),
  ];
}

// Whether all facts are shown stays as it is from step to step.
function rememberFacts(event) {
  const { id, open } = event.target;
  if (id !== "all-facts") return;
  if (open && !pair.openedFacts) event.target.scrollIntoView({ block: "start" });
  pair.openedFacts = open;
}

export function renderPair(actions) {
  if (!pair.script) return renderProblem();
  renderChoice();
  renderScripts(actions);
  renderStep();
  renderPanes();
  byId("differences").replaceChildren(...drawDifferences(pair).filter(Boolean));
  setText(byId("profile"), pair.profiles.map(profileTitle).join(" ≠ "));
  document.documentElement.dataset.seq = `pair ${pair.at}`;
}

// Not even the first script could be played.
function renderProblem() {
  setText(byId("step-code"), "");
  setText(byId("step-sentence"), pair.problem ?? "The server is asked.");
}

function renderChoice() {
  setText(byId("pair-title"), pair.lesson.title);
  setText(byId("pair-start"), pair.lesson.start);
  SELECTS.forEach((id, side) => {
    const other = pair.profiles[1 - side];
    const options = profileOptions(pair.profiles[side]).map(({ words, ...option }) =>
      html("option", { ...option, disabled: option.value === other }, words),
    );
    byId(id).replaceChildren(...options);
    setText(byId(`${id}-summary`), profileOf(pair.profiles[side]).summary);
  });
}

function renderScripts(actions) {
  const list = byId("scripts");
  const inside = list.contains(document.activeElement);
  list.replaceChildren(...drawScripts(pair, actions));
  const current = list.querySelector("[aria-current]");
  current?.scrollIntoView({ block: "nearest" });
  if (inside) current?.focus();
}

// What just changed or differs comes into view.
function renderPanes() {
  byId("panes").replaceChildren(...drawPanes(pair));
  for (const canvas of byId("panes").querySelectorAll(".pane-canvas")) {
    const cards = [...canvas.querySelectorAll("g.card.differs, g.card:has(.moved)")];
    reveal(
      canvas,
      cards.map((card) => card.dataset.id),
    );
  }
}

function renderStep() {
  const { script, steps, at } = pair;
  setText(byId("step-code"), drawCode(steps[at].python));
  byId("step-rules").replaceChildren();
  setText(byId("step-sentence"), pair.problem ?? script.steps[at].sentence ?? ownWords(at));
  setText(byId("step-place"), `${at + 1} / ${script.steps.length}`);
  byId("step-first").disabled = byId("step-back").disabled = at === 0;
  byId("step-forward").disabled = byId("step-last").disabled = at + 1 === script.steps.length;
}

// Of the operations of a session nobody wrote a sentence.
function ownWords(at) {
  const { ops } = pair.script.steps[at];
  return ops.length === 1
    ? "This operation of the session, under both."
    : `The first ${plural(ops.length, "operation")} of the session, under both.`;
}
