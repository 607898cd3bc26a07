// The moments of a session that the page has seen, and which of them it shows. The last one is the
// present; every other is the past, which can be looked at but not changed.
//
// Placements follow from the snapshots in order (layout.js), so they are worked out once, from the
// first on, and kept until the options change.

import { buildScene } from "./scene.js";
import { EMPTY_PLACEMENT, place } from "./layout.js";

const KEPT = 300;
const KEPT_OBJECTS = 150_000;

export function createTimeline() {
  return { moments: [], position: -1, dropped: 0 };
}

export function present(timeline) {
  return timeline.moments.length - 1;
}

export function isPast(timeline) {
  return timeline.position < present(timeline);
}

export function currentMoment(timeline) {
  return timeline.moments[timeline.position] ?? null;
}

// A moment: {snapshot, step (index in the lesson, or null), error}.
export function addMoment(timeline, moment) {
  timeline.moments.push({ ...moment, placement: null, tidy: false });
  while (
    timeline.moments.length > KEPT ||
    (timeline.moments.length > 2 && weight(timeline) > KEPT_OBJECTS)
  ) {
    timeline.moments.shift();
    timeline.dropped++;
  }
  timeline.position = present(timeline);
}

function weight(timeline) {
  return timeline.moments.reduce((sum, moment) => sum + moment.snapshot.view.nodes.size, 0);
}

export function goTo(timeline, position) {
  timeline.position = Math.max(0, Math.min(position, present(timeline)));
}

export function placementAt(timeline, index, options) {
  let first = index;
  while (first > 0 && !timeline.moments[first - 1].placement) first--;
  for (let at = first; at <= index; at++) {
    const moment = timeline.moments[at];
    if (moment.placement) continue;
    const before = at === 0 || moment.tidy ? EMPTY_PLACEMENT : timeline.moments[at - 1].placement;
    moment.placement = place(before, buildScene(moment.snapshot, options));
  }
  return timeline.moments[index].placement;
}

// After a change of the options, or of what is tidied.
export function forgetPlacements(timeline, from = 0) {
  for (const moment of timeline.moments.slice(from)) moment.placement = null;
}
