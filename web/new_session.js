// Choosing a Python for a new, empty heap. What is in the session that is left is not taken along, so
// leaving one in which something was done is asked about first.

import { byId, html, setText } from "./dom.js";
import { page } from "./page.js";
import { profileNumbers, profileOf, profileOptions, profileTitle } from "./profiles.js";
import { currentMoment } from "./timeline.js";
import { plural } from "./words.js";

// The session for which the choice was last shown.
let shownFor = null;

// actions: {startFreely(profile) -> Promise}
export function buildNewSession(actions) {
  const select = html("select", { id: "profile-choice", onchange: describeChoice });
  const problem = html("p", { class: "problem", role: "alert", hidden: true });
  const start = () =>
    actions.startFreely(select.value).catch((error) => {
      setText(problem, error.message);
      problem.hidden = false;
    });
  byId("leave-start").addEventListener("click", start);
  const form = html(
    "form",
    { class: "control", id: "new-session", "aria-label": "A new session" },
    html("h3", {}, "A new session"),
    html("label", { for: "profile-choice", class: "hint" }, "with the memory of"),
    select,
    html("p", { class: "summary-words", id: "profile-summary" }),
    html("p", { class: "hint", id: "profile-numbers" }),
    html("button", { id: "start-freely" }, "Start empty"),
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
  setText(byId("leave-title"), `Start anew under ${profileTitle(profile)}?`);
  setText(
    byId("leave-words"),
    `The new heap is empty. What this session did, ${done}, is not taken along.`,
  );
  byId("leave").showModal();
}

// The choice begins at the profile of the session that is shown.
export function refreshNewSession() {
  if (shownFor === page.session) return;
  shownFor = page.session;
  const { profile } = currentMoment(page.timeline).snapshot;
  byId("profile-choice").replaceChildren(
    ...profileOptions(profile).map(({ words, ...option }) => html("option", option, words)),
  );
  describeChoice();
}

function describeChoice() {
  const profile = profileOf(byId("profile-choice").value);
  setText(byId("profile-summary"), profile.summary);
  setText(byId("profile-numbers"), profileNumbers(profile));
}
