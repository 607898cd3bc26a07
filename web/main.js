// Starts the page: connects the document with the actions, then opens the session of the address,
// or the first lesson.
//
// One way only: an action changes `page` (page.js) or asks the API, then render() shows the moment
// that the timeline points at. What draws never changes anything.

import { readAddress } from "./address.js";
import { actions, openSession, playUnder, resumeLesson, startLesson } from "./actions.js";
import { readLesson } from "./api.js";
import { offerExample } from "./control_rows.js";
import { buildControls } from "./controls.js";
import { byId, html, setText } from "./dom.js";
import { exclusively } from "./exclusively.js";
import { KEYS, listenToKeys } from "./keyboard.js";
import { buildNewSession } from "./new_session.js";
import { page, whenChanged } from "./page.js";
import { openPairOfAddress } from "./pair_actions.js";
import { isProfile, loadProfiles } from "./profiles.js";
import { render } from "./render.js";
import { buildPairPanel } from "./render_pair.js";
import { highlight } from "./selection.js";
import { connectTabs } from "./tabs.js";
import { currentMoment } from "./timeline.js";

const BUTTONS = {
  "step-first": actions.first,
  "step-back": actions.back,
  "step-forward": actions.forward,
  "step-last": actions.last,
  "help-button": actions.help,
  profile: actions.chooseProfile,
  tidy: actions.tidy,
  "zoom-in": () => actions.zoom(1.2),
  "zoom-out": () => actions.zoom(1 / 1.2),
};

function playPanel() {
  const controls = buildControls(actions);
  controls.addEventListener("change", offerExample);
  const leave = { type: "button", id: "play-freely", onclick: actions.playFreely };
  return [
    html("p", { class: "blocked-words", id: "blocked", role: "status" }),
    html("p", { id: "blocked-actions" }, html("button", leave, "Play freely from here")),
    buildNewSession(actions),
    controls,
  ];
}

function connect() {
  byId("panel-play").append(...playPanel());
  byId("panel-pythons").append(...buildPairPanel(actions));
  connectTabs("view-tabs", (id) => actions.show(id.replace("tab-", "")));
  connectTabs("side-tabs", (id) => actions.showSide(id.replace("tab-", "")));
  for (const [id, action] of Object.entries(BUTTONS)) byId(id).addEventListener("click", action);
  byId("cached-cards").addEventListener("change", (event) =>
    actions.showCachedAsCards(event.target.checked),
  );
  connectDrawing(byId("drawing"));
  listenToKeys(actions);
  addEventListener("hashchange", () => location.reload()); // Another link was followed.
  byId("help-keys").append(
    ...KEYS.flatMap(([key, words]) => [
      html("dt", {}, html("kbd", {}, key)),
      html("dd", {}, words),
    ]),
  );
}

function connectDrawing(canvas) {
  canvas.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]");
    const card = event.target.closest("g.card");
    if (fold) actions.toggle(Number(fold.dataset.fold));
    else if (card) actions.select(Number(card.dataset.id));
  });
  for (const kind of ["pointerover", "focusin"]) {
    canvas.addEventListener(kind, (event) =>
      highlight(canvas, event.target.closest("g.card")?.dataset.id ?? page.selected),
    );
  }
}

const SESSION = /^[0-9a-f]{32}$/;

async function start() {
  connect();
  whenChanged(render);
  await loadProfiles();
  page.lesson = await readLesson("article");
  const address = readAddress();
  await startSession(address);
  if (address.pythons !== undefined) await openPairOfAddress(address);
}

async function startSession({ s: wanted, step, profile }) {
  if (wanted === undefined && profile === undefined) await startLesson();
  else if (wanted === undefined) await startUnder(profile);
  else if (SESSION.test(wanted)) await enterSession(wanted, step, profile);
  else await startInstead("The link names no session, so a new one was started.");
}

async function startUnder(profile) {
  if (isProfile(profile)) await playUnder(profile);
  else await startInstead("The link names no Python that is known here.");
}

// Comes back to a session, and to the lesson in it if the address tells how far it was.
async function enterSession(wanted, step, profile) {
  try {
    if (step === undefined || !(await resumeLesson(wanted, Number(step))))
      await openSession(wanted);
  } catch (error) {
    await startInstead(
      `The session of the link is not there any more (${error.message}) A new one was started.`,
      profile,
    );
  }
}

async function startInstead(why, profile) {
  if (isProfile(profile)) await playUnder(profile);
  else await startLesson();
  currentMoment(page.timeline).problem = why;
}

exclusively(start).catch((error) => {
  setText(byId("step-sentence"), `The page could not start: ${error.message}`);
});
