// The state of the page, and who is told when it changed.

import { createTimeline, currentMoment, present } from "./timeline.js";

export const page = {
  session: null,
  timeline: createTimeline(),
  lesson: null,
  playing: false, // The lesson has the session; free play otherwise.
  options: { expanded: new Set(), cachedAsCards: true },
  zoom: 1,
  selected: null,
  view: "graph",
  side: "lesson",
  openedPool: null,
  busy: false,
};

let listener = () => {};

export function whenChanged(action) {
  listener = action;
}

export function changed() {
  if (currentMoment(page.timeline)) listener();
}

// The step of the lesson that the session has reached; -1 before the first, and in free play.
export function lessonIndex() {
  return page.timeline.moments[present(page.timeline)]?.step ?? -1;
}

export function lessonGoesOn() {
  return page.playing && lessonIndex() + 1 < page.lesson.steps.length;
}
