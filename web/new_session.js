// Choosing another Python: for a new, empty heap, or to see what it would have done. What is in a
// session that is left is not taken along, so leaving one in which something was done is asked about.

import { byId, html, setText } from "./dom.js";
import { page } from "./page.js";
import { profileNumbers, profileOf, profileOptions, profileWords } from "./profiles.js";
import { currentMoment, present } from "./timeline.js";
import { plural } from "./words.js";

// The session for which the choice was last shown.
let shownFor = null;

// actions: {startFreely(profile) -> Promise, compareSession(profiles)}
export function buildNewSession(actions) {
  const select = html("select", { id: "profile-choice", onchange: describeChoice });
  const problem = html("p", { class: "problem", role: "alert", hidden: true });
  const start = () =>
    actions.startFreely(select.value).catch((error) => {
      setText(problem, error.message);
      problem.hidden = false;
    });
  const compare = () => actions.compareSession([sessionProfile(), select.value]);
  byId("leave-start").addEventListener("click", start);
  const form = html(
    "form",
    { class: "control", id: "new-session", "aria-label": "Another Python" },
    html("h3", {}, html("label", { for: "profile-choice" }, "Which Python?")),
    select,
    html("p", { class: "summary-words", id: "profile-summary" }),
    html("p", { class: "hint", id: "profile-numbers" }),
    html(
      "div",
      { class: "act" },
      html("button", { id: "start-freely" }, "New session"),
      html("button", { type: "button", id: "compare-session", onclick: compare }, "Compare"),
    ),
    html("p", { class: "hint", id: "compare-words" }),
    problem,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.hidden = true;
    if (leavesWork()) askToLeave(select.value);
    else start();
  });
  return form;
}

// In a lesson nothing is lost: it plays again from its start.
function leavesWork() {
  return !page.playing && currentMoment(page.timeline).snapshot.seq > 0;
}

function askToLeave(profile) {
  const done = plural(currentMoment(page.timeline).snapshot.seq, "operation");
  setText(byId("leave-title"), `Start anew under ${profileWords(profile)}?`);
  setText(
    byId("leave-words"),
    `The new heap is empty. What this session did, ${done}, is not taken along.`,
  );
  byId("leave").showModal();
}

function sessionProfile() {
  return currentMoment(page.timeline).snapshot.profile;
}

// The choice begins at the profile of the session that is shown.
export function refreshNewSession() {
  if (shownFor !== page.session) {
    shownFor = page.session;
    const options = profileOptions(sessionProfile());
    byId("profile-choice").replaceChildren(
      ...options.map(({ words, ...option }) => html("option", option, words)),
    );
  }
  describeChoice();
}

function describeChoice() {
  const profile = profileOf(byId("profile-choice").value);
  const reason = whyNotCompared(profile.name);
  setText(byId("profile-summary"), profile.summary);
  setText(byId("profile-numbers"), profileNumbers(profile));
  setText(byId("compare-words"), reason ?? COMPARE_WORDS);
  byId("compare-session").disabled = reason !== null;
}

const COMPARE_WORDS = "Compare: what would it have done with the operations of this session?";

function whyNotCompared(name) {
  if (name === sessionProfile()) return "To compare this session, choose another than its own.";
  const { seq } = page.timeline.moments[present(page.timeline)].snapshot;
  return seq === 0 ? "Compare: once something was done here." : null;
}
