// The page: its state, what can be done, and drawing it all anew after each change.
//
// One way only: an action changes `page` or asks the API, then render() shows the moment that the
// timeline points at. What draws never changes anything.

import * as api from "./api.js";
import { byId, html, setText } from "./dom.js";
import { buildControls, offerExample } from "./controls.js";
import { drawCollector } from "./draw_collector.js";
import { drawGraph } from "./draw_graph.js";
import { drawInterned } from "./draw_interned.js";
import { drawLog } from "./draw_log.js";
import { drawPools } from "./draw_pools.js";
import { drawHeader, drawPast, drawSteps, drawStory } from "./draw_story.js";
import { drawInspector } from "./inspector.js";
import { KEYS, listenToKeys } from "./keyboard.js";
import { readSnapshot } from "./snapshot.js";
import { highlight, markSelected, restoreFocus, reveal, scrollToCard } from "./selection.js";
import { addMoment, createTimeline, currentMoment, forgetPlacements, goTo, isPast, placementAt, present } from "./timeline.js";
import { connectTabs, showTab } from "./tabs.js";
import { plural } from "./words.js";

const page = {
  session: null, timeline: createTimeline(), lesson: null,
  playing: false, // The lesson has the session; free play otherwise.
  options: { expanded: new Set(), cachedAsCards: true }, zoom: 1,
  selected: null, view: "graph", side: "lesson", openedPool: null, busy: false, shown: null,
};

let controls = null;

// ---------------------------------------------------------------- showing

function render() {
  const { timeline } = page;
  const moment = currentMoment(timeline);
  if (!moment) return;
  const placement = placementAt(timeline, timeline.position, page.options);
  drawHeader(page, moment);
  drawStory(page, moment, timeline.moments[timeline.position - 1]);
  drawPast(page);
  renderSide(moment);
  renderGraph(placement);
  renderPanel(moment);
  renderInspector(moment, placement);
  renderButtons();
  if (page.shown !== moment) reveal(byId("drawing"), [...placement.scene.changes.keys()]);
  page.shown = moment;
  document.documentElement.dataset.seq = moment.snapshot.seq;
}

function renderSide(moment) {
  const inside = byId("panel-lesson").contains(document.activeElement);
  if (page.lesson) byId("panel-lesson").replaceChildren(...drawSteps(page, moment, actions).filter(Boolean));
  const current = byId("panel-lesson").querySelector("[aria-current]");
  current?.scrollIntoView({ block: "nearest" });
  if (inside) current?.focus();
  setText(byId("blocked"), blockedWords());
  byId("blocked-actions").hidden = !page.playing;
  controls.refresh({ choices: choices(moment), blocked: blockedWords() !== "" });
}

function blockedWords() {
  if (isPast(page.timeline)) return "You look at the past. Return to the present to change the heap.";
  if (page.playing) return "The lesson is using this session.";
  return "";
}

function choices(moment) {
  const { nodes, frames } = moment.snapshot.view;
  const items = frames.flatMap((frame) => frame.names);
  return {
    names: [...new Set(items.map((item) => item.name))],
    functions: items.filter((item) => nodes.get(item.object)?.type === "function").map((item) => item.name),
  };
}

function renderGraph(placement) {
  const canvas = byId("drawing");
  const focused = document.activeElement?.closest?.("g.card")?.dataset.id;
  const drawing = drawGraph(placement);
  drawing.setAttribute("width", placement.width * page.zoom);
  drawing.setAttribute("height", placement.height * page.zoom);
  canvas.replaceChildren(drawing);
  setText(byId("zoom"), `${Math.round(page.zoom * 100)} %`);
  markSelected(canvas, page.selected);
  restoreFocus(canvas, focused);
  setText(byId("legend"), legendWords(placement, drawing.dataset.arrows === "many"));
}

function legendWords(placement, many) {
  const { scene } = placement;
  const left = scene.leftOut > 0 ? ` ${plural(scene.leftOut, "object")} farther from the names left out.` : "";
  const folded = scene.folded > 0 ? ` ${plural(scene.folded, "internal")} of classes and functions folded.` : "";
  if (many) return `Many arrows: only short first references are drawn; point at a card, or select it, for all of its own.${folded}${left}`;
  return `Solid: first reference. Dashed: one more, or leading back. Dotted, for the card you point at: its class. ● held by a name, ○ by an object, ■ by something not drawn.${folded}${left}`;
}

const PANELS = {
  pools: (moment) => drawPools(moment, page.openedPool, isPast(page.timeline), actions),
  interned: drawInterned,
  collector: drawCollector,
  log: () => drawLog(page.timeline, actions),
};

function renderPanel(moment) {
  showTab("view-tabs", `tab-${page.view}`);
  showTab("side-tabs", `tab-${page.side}`);
  byId("graph-options").hidden = page.view !== "graph";
  const draw = PANELS[page.view];
  if (draw) byId(`panel-${page.view}`).replaceChildren(...draw(moment).filter(Boolean));
}

function renderInspector(moment, placement) {
  const box = byId("inspector");
  box.hidden = page.selected === null;
  if (page.selected !== null) box.replaceChildren(...drawInspector(moment, page.selected, placement, actions));
}

function renderButtons() {
  const { timeline } = page;
  const more = isPast(timeline) || (page.playing && lessonIndex() + 1 < page.lesson.steps.length);
  byId("step-first").disabled = byId("step-back").disabled = timeline.position <= 0;
  byId("step-forward").disabled = byId("step-last").disabled = !more;
}

// The step of the lesson that the session has reached.
function lessonIndex() {
  return page.timeline.moments[present(page.timeline)].step ?? -1;
}

// ---------------------------------------------------------------- doing

// One thing at a time: what comes while the server is asked is dropped.
async function exclusively(task) {
  if (page.busy) return;
  page.busy = true;
  document.documentElement.dataset.busy = "true";
  try {
    await task();
  } finally {
    page.busy = false;
    if (page.session) keepAddress();
    render();
    delete document.documentElement.dataset.busy;
  }
}

async function change(operations, step) {
  const reply = operations.length > 0 ? await api.runOperations(page.session, operations) : { results: lastChanges() };
  const snapshot = await readSnapshot(page.session, reply.results);
  page.openedPool = null;
  addMoment(page.timeline, { snapshot, step });
}

// A step without operations tells more about the step before.
function lastChanges() {
  return page.timeline.moments[present(page.timeline)].snapshot.changes;
}

async function nextStep() {
  const step = lessonIndex() + 1;
  const { ops, view } = page.lesson.steps[step];
  page.view = view ?? "graph";
  await change(ops, step);
}

async function startLesson() {
  await beginLesson(await newSession());
  await nextStep();
}

async function newSession() {
  return (await api.createSession(page.lesson.title)).id;
}

async function beginLesson(session) {
  enter(session);
  Object.assign(page, { playing: true, side: "lesson" });
  addMoment(page.timeline, { snapshot: await readSnapshot(session, []), step: -1 });
}

// The address holds the session, and in a lesson the number of steps it has made, for a reload.
function enter(session) {
  Object.assign(page, { session, timeline: createTimeline(), selected: null, openedPool: null, view: "graph" });
  page.options.expanded.clear();
}

function keepAddress() {
  const step = page.playing ? `&step=${lessonIndex() + 1}` : "";
  history.replaceState(null, "", `#s=${page.session}${step}`);
}

async function openSession(session) {
  const snapshot = await readSnapshot(session, []);
  enter(session);
  Object.assign(page, { playing: false, side: "play" });
  addMoment(page.timeline, { snapshot, step: null });
}

// Comes back to a lesson that was left by a reload. The same operations give the same heap, so the
// moments before are seen again by playing them in a session that is ended right away. False if the
// session is not where the lesson would have brought it.
async function resumeLesson(session, steps) {
  const { state_hash: stateHash, seq } = await api.readSession(session);
  const operations = page.lesson.steps.slice(0, steps).reduce((sum, step) => sum + step.ops.length, 0);
  if (operations !== seq || steps > page.lesson.steps.length) return false;
  const scratch = await newSession();
  await beginLesson(scratch);
  while (lessonIndex() + 1 < steps) await nextStep();
  await api.endSession(scratch);
  page.session = session;
  return currentMoment(page.timeline).snapshot.stateHash === stateHash;
}

function stepTo(position) {
  goTo(page.timeline, position);
  const moment = currentMoment(page.timeline);
  if (page.playing) page.view = page.lesson.steps[moment.step]?.view ?? "graph";
  render();
}

async function forward() {
  if (page.busy) return;
  if (isPast(page.timeline)) stepTo(page.timeline.position + 1);
  else if (page.playing && lessonIndex() + 1 < page.lesson.steps.length) await exclusively(nextStep);
}

const actions = {
  forward,
  back: () => { if (!page.busy) stepTo(page.timeline.position - 1); },
  first: () => { if (!page.busy) stepTo(0); },
  // From the past to the present; from there to the end of the lesson.
  last: () => exclusively(async () => {
    if (isPast(page.timeline)) return stepTo(present(page.timeline));
    while (page.playing && lessonIndex() + 1 < page.lesson.steps.length) await nextStep();
  }),
  goTo: (position) => stepTo(position),
  goToStep: (index) => exclusively(async () => {
    const known = page.timeline.moments.findIndex((moment) => moment.step === index);
    if (known >= 0) return stepTo(known);
    if (!page.playing) return startLesson();
    goTo(page.timeline, present(page.timeline));
    while (lessonIndex() < index) await nextStep();
  }),
  restart: () => exclusively(startLesson),
  playFreely: () => {
    goTo(page.timeline, present(page.timeline));
    Object.assign(page, { playing: false, side: "play" });
    keepAddress();
    render();
  },
  run: (operation) => new Promise((resolve, reject) => {
    if (page.busy) return reject(new Error("The server is still busy with the last operation."));
    exclusively(() => change([operation], null).then(resolve, reject));
  }),
  session: () => page.session,
  select: (id) => {
    page.selected = page.selected === id ? null : id;
    render();
    if (page.selected !== null) scrollToCard(byId("drawing"), id);
  },
  close: () => { page.selected = null; render(); },
  toggle: (id) => {
    if (!page.options.expanded.delete(id)) page.options.expanded.add(id);
    forgetPlacements(page.timeline);
    render();
  },
  openPool: (arena, pool) => exclusively(async () => {
    try {
      page.openedPool = { arena, pool, blocks: await api.readPool(page.session, arena, pool) };
    } catch (error) {
      page.openedPool = { problem: error.message };
    }
  }),
  show: (view) => { page.view = view; render(); },
  showSide: (side) => { page.side = side; render(); },
  help: () => byId("help").showModal(),
};

// ---------------------------------------------------------------- starting

function connect() {
  controls = buildControls(actions);
  byId("panel-play").append(
    html("p", { class: "blocked-words", id: "blocked", role: "status" }),
    html("p", { id: "blocked-actions" }, html("button", { type: "button", id: "play-freely", onclick: actions.playFreely }, "Play freely from here")),
    controls.root);
  controls.root.addEventListener("change", offerExample);
  connectTabs("view-tabs", (id) => actions.show(id.replace("tab-", "")));
  connectTabs("side-tabs", (id) => actions.showSide(id.replace("tab-", "")));
  const buttons = { "step-first": "first", "step-back": "back", "step-forward": "forward", "step-last": "last", "help-button": "help" };
  for (const [id, action] of Object.entries(buttons)) byId(id).addEventListener("click", () => actions[action]());
  byId("cached-cards").addEventListener("change", (event) => {
    page.options.cachedAsCards = event.target.checked;
    forgetPlacements(page.timeline);
    render();
  });
  byId("tidy").addEventListener("click", tidy);
  byId("zoom-in").addEventListener("click", () => zoom(1.2));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.2));
  connectDrawing(byId("drawing"));
  listenToKeys(actions);
  byId("help-keys").append(...KEYS.flatMap(([key, words]) => [html("dt", {}, html("kbd", {}, key)), html("dd", {}, words)]));
}

function zoom(factor) {
  page.zoom = Math.max(0.4, Math.min(3, page.zoom * factor));
  render();
}

function tidy() {
  currentMoment(page.timeline).tidy = true;
  forgetPlacements(page.timeline, page.timeline.position);
  render();
}

function connectDrawing(canvas) {
  canvas.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]");
    const card = event.target.closest("g.card");
    if (fold) actions.toggle(Number(fold.dataset.fold));
    else if (card) actions.select(Number(card.dataset.id));
  });
  for (const kind of ["pointerover", "focusin"]) {
    canvas.addEventListener(kind, (event) => highlight(canvas, event.target.closest("g.card")?.dataset.id ?? page.selected));
  }
}

async function start() {
  connect();
  page.lesson = await api.readLesson("article");
  const address = new URLSearchParams(location.hash.slice(1));
  const wanted = address.get("s");
  try {
    if (!wanted) await startLesson();
    else if (!(address.has("step") && await resumeLesson(wanted, Number(address.get("step"))))) await openSession(wanted);
  } catch (error) {
    if (!wanted) throw error;
    await startLesson();
    currentMoment(page.timeline).problem = `The session of the link is not there any more (${error.message}) A new one was started.`;
  }
}

exclusively(start).catch((error) => {
  setText(byId("step-sentence"), `The page could not start: ${error.message}`);
});
