// The ways of the arrows. Every reference leaves the row that holds it on the right and lands on its
// own notch on the left edge of its target. Between two neighbouring columns it is one curve; all
// others go through gutters (upright) and through gaps between cards (level), never over a card.
//
// Pure: the same placement gives the same ways.

import { SIZE, anchors, boxLeft, boxTop, columnLeft, rowOffset } from "./layout.js";

const LANE = 5;
const CORNER = 7;

// [{id of the target, from, text, path, head: {x, y}, style: "name" | "first" | "shared" | "back" | "class" | "weak"}], and the
// notches of each card: [{x, y, kind, text, arrow: bool, count}].
export function routeAll(placement) {
  const router = {
    placement,
    tracks: new Map(),
    lanes: new Map(),
    nameY: anchors(placement.frames),
  };
  const landings = [...placement.boxes.values()].map((box) => landing(box, router));
  const arrows = landings.flatMap((entry) => entry.notches.filter((notch) => notch.start));
  markFirst(arrows);
  arrows.sort((one, other) => importance(one) - importance(other));
  for (const arrow of arrows) arrow.path = way(arrow, router);
  return { landings, arrows };
}

// Short ways are laid first, those shown on demand last.
function importance(arrow) {
  return Math.abs(arrow.end.gutter - arrow.start.gutter) + (arrow.style === "class" ? 1000 : 0);
}

// ---------------------------------------------------------------- where arrows start and land

function landing(box, router) {
  const { card } = box;
  const entries = card.notches.map((notch) => ({
    ...notch,
    target: card.id,
    start: startOf(notch.from, router),
  }));
  entries.sort((one, other) => order(one) - order(other));
  const left = boxLeft(box);
  const top = boxTop(router.placement, box);
  const step = entries.length < 2 ? 0 : Math.min(11, (box.height - 26) / (entries.length - 1));
  entries.forEach((entry, index) => {
    entry.end = { x: left, y: top + 13 + index * step, gutter: box.column };
  });
  return { id: card.id, notches: entries };
}

// Names first, then by the height of the source; what has no arrow comes last.
function order(entry) {
  if (!entry.start) return 1e9;
  return entry.start.gutter === 0 ? entry.start.y : 1e5 + entry.start.y;
}

function startOf(from, router) {
  if (!from) return null;
  if (from.name !== undefined) {
    const y = router.nameY.get(from.name);
    return y === undefined ? null : { x: SIZE.margin + SIZE.names, y, gutter: 0 };
  }
  const box = router.placement.boxes.get(from.card);
  if (!box) return null;
  const y = boxTop(router.placement, box) + rowOffset(box.card, from.slot);
  return { x: boxLeft(box) + SIZE.card, y, gutter: box.column + 1 };
}

// An instance's reference to its class is shown on demand only, and goes the way the others leave it.
// A name's reference is drawn plainly, and so is the first reference to what no name holds.
function markFirst(arrows) {
  const reached = new Set();
  for (const arrow of arrows) {
    const named = arrow.start.gutter === 0;
    const back = arrow.end.gutter < arrow.start.gutter;
    if (arrow.kind === "class" || arrow.kind === "weak") arrow.style = arrow.kind;
    else if (named) arrow.style = "name";
    else if (back) arrow.style = "back";
    else
      arrow.style =
        reached.has(arrow.target) || arrow.end.gutter > arrow.start.gutter ? "shared" : "first";
    if (arrow.kind !== "weak") reached.add(arrow.target);
  }
}

// ---------------------------------------------------------------- ways

function way(arrow, router) {
  const { start, end } = arrow;
  if (start.gutter === end.gutter) return curve(start, end);
  const lanes = lanesBetween(start, end, router);
  const gutters = [start.gutter, ...lanes.map((lane) => lane.exit)];
  const heights = [start.y, ...lanes.map((lane) => lane.y), end.y];
  const points = [[start.x, start.y]];
  gutters.forEach((gutter, index) => {
    const side = index === 0 ? "left" : index === gutters.length - 1 ? "right" : "middle";
    const x = track(router, gutter, heights[index], heights[index + 1], side);
    points.push([x, heights[index]], [x, heights[index + 1]]);
  });
  points.push([end.x, end.y]);
  return rounded(points);
}

function curve(start, end) {
  const middle = (start.x + end.x) / 2;
  return `M${start.x} ${start.y}C${middle} ${start.y} ${middle} ${end.y} ${end.x - 7} ${end.y}h7`;
}

// One level stretch for each column between the two gutters, in the order in which they are passed.
function lanesBetween(start, end, router) {
  const back = end.gutter < start.gutter;
  const lanes = [];
  let y = start.y;
  for (let gutter = start.gutter; gutter !== end.gutter; gutter += back ? -1 : 1) {
    const column = back ? gutter - 1 : gutter;
    y = lane(router, column, y, end.y);
    lanes.push({ y, exit: back ? gutter - 1 : gutter + 1 });
  }
  return lanes;
}

// The free height in a column that costs the least way from `from` to `to`.
function lane(router, column, from, to) {
  if (!router.lanes.has(column))
    router.lanes.set(column, { blocks: blocksOf(router.placement, column), used: [] });
  const { blocks, used } = router.lanes.get(column);
  const free = (y) =>
    y > 6 &&
    blocks.every(([low, high]) => y <= low || y >= high) &&
    used.every((other) => Math.abs(other - y) >= LANE);
  const base = [from, to, ...blocks.flatMap(([low, high]) => [low, high])];
  const shifts = [0, 1, -1, 2, -2, 3, -3, 4, -4, 6, -6, 9, -9, 14, -14];
  const candidates = base.flatMap((y) => shifts.map((shift) => y + shift * LANE));
  const cost = (y) => Math.abs(y - from) + Math.abs(y - to);
  const best = cheapest(candidates, cost, free) ?? router.placement.height - 8;
  used.push(best);
  return best;
}

// The first of the cheapest that are allowed; whether one is, is asked only where it matters.
function cheapest(candidates, cost, isAllowed) {
  let best = null;
  for (const candidate of candidates)
    if ((best === null || cost(candidate) < cost(best)) && isAllowed(candidate)) best = candidate;
  return best;
}

function blocksOf(placement, column) {
  const all = [...placement.boxes.values(), ...placement.ghosts.values()];
  return all
    .filter((box) => box.column === column)
    .map((box) => {
      const top = boxTop(placement, box);
      return [top - 7, top + box.height + 7];
    });
}

// An upright stretch of its own in a gutter.
function track(router, gutter, from, to, side) {
  if (!router.tracks.has(gutter)) router.tracks.set(gutter, []);
  const used = router.tracks.get(gutter);
  const low = Math.min(from, to) - 4;
  const high = Math.max(from, to) + 4;
  const clear = (x) =>
    used.every((other) => Math.abs(other.x - x) >= LANE || other.high < low || other.low > high);
  const x = trackPlaces(gutter, side).find(clear) ?? trackPlaces(gutter, side)[0];
  used.push({ x, low, high });
  return x;
}

function trackPlaces(gutter, side) {
  const right = columnLeft(gutter) - 20;
  const left = columnLeft(gutter) - SIZE.gutter + 10;
  const places = [];
  for (let x = left; x <= right; x += LANE) places.push(x);
  if (side === "right") return places.reverse();
  if (side === "left") return places;
  const middle = (left + right) / 2;
  return places.sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle));
}

// A polyline with round corners; repeated points are dropped.
function rounded(points) {
  const clean = points.filter(
    (point, index) =>
      index === 0 ||
      Math.hypot(point[0] - points[index - 1][0], point[1] - points[index - 1][1]) > 0.5,
  );
  let path = `M${clean[0][0]} ${clean[0][1]}`;
  for (let index = 1; index < clean.length - 1; index++) {
    const [before, corner, after] = [clean[index - 1], clean[index], clean[index + 1]];
    const enter = towards(corner, before);
    const leave = towards(corner, after);
    path += `L${enter}Q${corner[0]} ${corner[1]} ${leave}`;
  }
  const last = clean[clean.length - 1];
  return `${path}L${last[0]} ${last[1]}`;
}

function towards(corner, other) {
  const length = Math.hypot(other[0] - corner[0], other[1] - corner[1]);
  const share = Math.min(CORNER, length / 2) / length;
  const x = corner[0] + (other[0] - corner[0]) * share;
  const y = corner[1] + (other[1] - corner[1]) * share;
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
