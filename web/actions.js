// What can be done. Each action changes the page's state or asks the API, and then tells that the
// page changed.

import { keepAddress } from "./address.js";
import * as api from "./api.js";
import { byId } from "./dom.js";
import { exclusively } from "./exclusively.js";
import { named } from "./lesson.js";
import { changed, lessonGoesOn, lessonIndex, page } from "./page.js";
import { pair } from "./pair.js";
import { pairActions, pairSteps } from "./pair_actions.js";
import { scrollToCard } from "./selection.js";
import { readSnapshot } from "./snapshot.js";
import {
  addMoment,
  createTimeline,
  currentMoment,
  forgetPlacements,
  goTo,
  isPast,
  present,
} from "./timeline.js";

async function change(operations, step) {
  const reply =
    operations.length > 0
      ? await api.runOperations(page.session, operations)
      : { results: lastChanges() };
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
  const { ops, view, pool_of: poolOf } = page.lesson.steps[step];
  page.view = view ?? "graph";
  await change(ops, step);
  if (poolOf) await openPoolOf(poolOf);
}

// Opens the pool in which the object of a name stands. The moment keeps it, for looking back.
async function openPoolOf(name) {
  const moment = currentMoment(page.timeline);
  const { id, blocks } = named(moment.snapshot, name);
  const { arena, pool } = blocks[0];
  const answer = await api.readPool(page.session, arena, pool);
  page.openedPool = { arena, pool, object: id, blocks: answer };
  moment.openedPool = page.openedPool;
}

export async function startLesson() {
  await beginLesson(await newSession());
  await nextStep();
}

async function newSession() {
  return (await api.createSession("article", page.lesson.title)).id;
}

async function beginLesson(session) {
  enter(session);
  Object.assign(page, { playing: true, side: "lesson" });
  addMoment(page.timeline, { snapshot: await readSnapshot(session, []), step: -1 });
}

function enter(session) {
  Object.assign(page, {
    session,
    timeline: createTimeline(),
    selected: null,
    openedPool: null,
    view: "graph",
  });
  page.options.expanded.clear();
}

export async function playUnder(profile) {
  await openSession((await api.createSession(profile, "Free play")).id);
}

export async function openSession(session) {
  const snapshot = await readSnapshot(session, []);
  enter(session);
  Object.assign(page, { playing: false, side: "play" });
  addMoment(page.timeline, { snapshot, step: null });
}

// Comes back to a lesson that was left by a reload. The same operations give the same heap, so the
// moments before are seen again by playing them in a session that is ended right away. False if the
// session is not where the lesson would have brought it.
export async function resumeLesson(session, steps) {
  const { state_hash: stateHash, seq } = await api.readSession(session);
  const operations = page.lesson.steps
    .slice(0, steps)
    .reduce((sum, step) => sum + step.ops.length, 0);
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
  changed();
}

async function forward() {
  if (page.busy) return;
  if (isPast(page.timeline)) stepTo(page.timeline.position + 1);
  else if (lessonGoesOn()) await exclusively(nextStep);
}

const sessionSteps = {
  forward,
  back: () => {
    if (!page.busy) stepTo(page.timeline.position - 1);
  },
  first: () => {
    if (!page.busy) stepTo(0);
  },
  // From the past to the present; from there to the end of the lesson.
  last: () =>
    exclusively(async () => {
      if (isPast(page.timeline)) return stepTo(present(page.timeline));
      while (lessonGoesOn()) await nextStep();
    }),
};

const steps = () => (page.side === "pythons" ? pairSteps : sessionSteps);

export const actions = {
  ...pairActions,
  forward: () => steps().forward(),
  back: () => steps().back(),
  first: () => steps().first(),
  last: () => steps().last(),
  goTo: (position) => stepTo(position),
  goToStep: (index) =>
    exclusively(async () => {
      const known = page.timeline.moments.findIndex((moment) => moment.step === index);
      if (known >= 0) return stepTo(known);
      if (!page.playing) return startLesson();
      goTo(page.timeline, present(page.timeline));
      while (lessonIndex() < index) await nextStep();
    }),
  restart: () => exclusively(startLesson),
  startFreely: (profile) => exclusively(() => playUnder(profile)),
  playFreely: () => {
    goTo(page.timeline, present(page.timeline));
    Object.assign(page, { playing: false, side: "play" });
    keepAddress();
    changed();
  },
  run: (operation) =>
    new Promise((resolve, reject) => {
      if (page.busy) return reject(new Error("The server is still busy with the last operation."));
      exclusively(() => change([operation], null).then(resolve, reject));
    }),
  session: () => page.session,
  select: (id) => {
    page.selected = page.selected === id ? null : id;
    changed();
    if (page.selected !== null) scrollToCard(byId("drawing"), id);
  },
  close: () => {
    page.selected = null;
    changed();
  },
  toggle: (id) => {
    if (!page.options.expanded.delete(id)) page.options.expanded.add(id);
    forgetPlacements(page.timeline);
    changed();
  },
  openPool: (arena, pool) =>
    exclusively(async () => {
      try {
        page.openedPool = { arena, pool, blocks: await api.readPool(page.session, arena, pool) };
      } catch (error) {
        page.openedPool = { problem: error.message };
      }
    }),
  show: (view) => {
    page.view = view;
    changed();
  },
  showSide: (side) => {
    if (page.busy) return;
    page.side = side;
    if (side === "pythons" && !pair.script) return pairActions.openPair();
    keepAddress();
    changed();
  },
  showCachedAsCards: (wanted) => {
    page.options.cachedAsCards = wanted;
    forgetPlacements(page.timeline);
    changed();
  },
  tidy: () => {
    currentMoment(page.timeline).tidy = true;
    forgetPlacements(page.timeline, page.timeline.position);
    changed();
  },
  zoom: (factor) => {
    page.zoom = Math.max(0.4, Math.min(3, page.zoom * factor));
    changed();
  },
  chooseProfile: () => {
    if (page.side !== "pythons") actions.showSide("play");
    byId(page.side === "pythons" ? "pair-left" : "profile-choice").focus();
  },
  help: () => byId("help").showModal(),
};
