// Two Pythons side by side: a script is played in a heap of each, and what differs after each step is
// the API's answer. The heaps are ended as soon as it is played; stepping looks at what was read.

import * as api from "./api.js";
import { differencesOfSteps, isOfHeap } from "./differences.js";
import { readPicture } from "./snapshot.js";
import { addMoment, createTimeline } from "./timeline.js";

export const pair = {
  lesson: null, // {title, start, profiles, scripts}
  script: null,
  own: null, // The operations of a session as a script, once they were asked for.
  profiles: [],
  timelines: [], // One for each profile, a moment for each step of the script.
  steps: [], // What differs after each.
  at: 0,
  counts: new Map(), // How many differences each script of the lesson has under these profiles.
  problem: null, // Why the last script could not be played.
  openedFacts: false, // Whether all rules in which the two differ are shown.
};

// What the server refuses for the state it finds; the operation has not happened, the next goes on.
const REFUSALS = new Set(["exception", "conflict", "bad-reference"]);

// Of a session's own operations so many last ones have a step of their own.
const OWN_STEPS = 40;

export async function loadPairLesson() {
  pair.lesson ??= await api.readLesson("pythons");
  if (pair.profiles.length === 0) pair.profiles = pair.lesson.profiles;
}

export async function playPair(script, profiles, at = 0) {
  const operations = script.steps.flatMap((step) => step.ops);
  const told = await api.compare(operations, profiles);
  const first = told.results.findIndex(({ differs }) => differs.some(({ name }) => name !== null));
  const sides = await Promise.all(
    profiles.map((profile) => playUnder(profile, script.steps, first < 0 ? Infinity : first)),
  );
  const bound = operations.map((_, index) => new Set(sides.flatMap(({ names }) => names[index])));
  Object.assign(pair, {
    script,
    profiles,
    timelines: sides.map((side) => side.timeline),
    steps: differencesOfSteps(script.steps, told.results, bound),
    at: Math.max(0, Math.min(at, script.steps.length - 1)),
  });
}

// What the list of scripts tells beforehand. The numbers of the heap as a whole differ with every
// size, so they are not counted. A script that can't be compared has no count.
export async function countDifferences() {
  const { lesson, profiles } = pair;
  const counts = await Promise.all(lesson.scripts.map((script) => countOf(script, profiles)));
  pair.counts = new Map(lesson.scripts.map(({ name }, index) => [name, counts[index]]));
}

async function countOf({ steps }, profiles) {
  try {
    const operations = steps.flatMap((step) => step.ops);
    const { results } = await api.compare(operations, profiles);
    return results.flatMap((result) => result.differs).filter((row) => !isOfHeap(row)).length;
  } catch {
    return null;
  }
}

// The names that are bound are asked for behind each operation after the `first` that made one differ.
async function playUnder(profile, steps, first) {
  const { id: session } = await api.createSession(profile, "Two Pythons");
  const timeline = createTimeline();
  const names = [];
  try {
    for (const [index, { ops }] of steps.entries()) {
      const changes = [];
      for (const operation of ops) {
        changes.push(await attempt(session, operation));
        names.push(names.length > first ? (await api.readNames(session)).map(nameOf) : []);
      }
      const snapshot = await readPicture(session, changes.filter(Boolean));
      addMoment(timeline, { snapshot, step: index });
    }
  } finally {
    await api.endSession(session);
  }
  return { timeline, names };
}

// As in the comparison.
async function attempt(session, operation) {
  try {
    return (await api.runOperations(session, [operation])).results[0];
  } catch (error) {
    if (REFUSALS.has(error.code)) return null;
    throw error;
  }
}

// As the comparison calls it: a module's name alone, a frame's with its frame.
export function nameOf({ holder }) {
  return holder.replace(/^<module>\./, "");
}

// The operations of a session as a script: the last of them one by one, those before together.
export async function scriptOfSession(session) {
  const operations = (await api.readHistory(session)).map((item) => item.op);
  const early = Math.max(0, operations.length - OWN_STEPS);
  const steps = operations.slice(early).map((op) => ({ ops: [op] }));
  if (early > 0) steps.unshift({ ops: operations.slice(0, early) });
  return { name: "session", title: "The operations of this session", session, steps };
}
