// What can be done with two Pythons side by side.

import { keepAddress } from "./address.js";
import { exclusively } from "./exclusively.js";
import { changed, page } from "./page.js";
import { countDifferences, loadPairLesson, pair, playPair, scriptOfSession } from "./pair.js";
import { isProfile } from "./profiles.js";

// Says what went wrong instead of the step's sentence; what was shown before stays, and where nothing
// was, the first script comes.
async function play(script, profiles, at) {
  pair.problem = null;
  try {
    await playPair(script, profiles, at);
  } catch (error) {
    pair.problem = `${script.title}: this can't be compared. ${error.message}`;
    const [first] = pair.lesson.scripts;
    if (!pair.script && script !== first) await playPair(first, profiles);
  }
}

async function open(name, profiles, at = 0) {
  page.side = "pythons";
  await loadPairLesson();
  const { scripts } = pair.lesson;
  const script = scripts.find((one) => one.name === name) ?? scripts[0];
  await play(script, profiles ?? pair.profiles, at);
  await countDifferences();
}

async function openSession(profiles, at) {
  page.side = "pythons";
  await loadPairLesson();
  const script = await scriptOfSession(page.session);
  await play(script, profiles ?? pair.profiles, at);
  if (pair.script === script) pair.own = script;
  await countDifferences();
}

// What a link does not name well is as in the lesson.
export async function openPairOfAddress({ pythons: name, left, right, at }) {
  const areGood = left !== right && isProfile(left) && isProfile(right);
  const profiles = areGood ? [left, right] : undefined;
  const step = Math.max(0, (Number.parseInt(at, 10) || 1) - 1);
  if (name === "session") await openSession(profiles, step);
  else await open(name, profiles, step);
}

function stepTo(at) {
  if (page.busy || !pair.script) return;
  pair.problem = null;
  pair.at = Math.max(0, Math.min(at, pair.script.steps.length - 1));
  keepAddress();
  changed();
}

export const pairActions = {
  openPair: (name, profiles, at) => exclusively(() => open(name, profiles, at)),
  chooseScript: (name) => exclusively(() => play(named(name), pair.profiles, 0)),
  choosePythons: (profiles) =>
    exclusively(async () => {
      await play(pair.script, profiles, pair.at);
      await countDifferences();
    }),
  compareSession: (profiles) => exclusively(() => openSession(profiles, Infinity)),
};

function named(name) {
  return [pair.own, ...pair.lesson.scripts].find((script) => script?.name === name);
}

export const pairSteps = {
  forward: () => stepTo(pair.at + 1),
  back: () => stepTo(pair.at - 1),
  first: () => stepTo(0),
  last: () => stepTo(Infinity),
};
