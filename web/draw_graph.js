// Draws a placement as SVG: frames and names, cards, arrows, the band of the unreachable, ghosts.

import { svg } from "./dom.js";
import { SIZE, boxLeft, boxTop } from "./layout.js";
import { routeAll } from "./route.js";
import { drawCard } from "./draw_card.js";
import { drawGhost } from "./draw_ghost.js";
import { drawFrame } from "./draw_frame.js";

// With more arrows than this only short first references are drawn; the others on demand.
const MANY_ARROWS = 60;
const FAR = 400;

export function drawGraph(placement) {
  const { landings, arrows } = routeAll(placement);
  const notches = new Map(landings.map((entry) => [entry.id, entry.notches]));
  const drawing = svg("svg", {
    class: `drawing${arrows.length > MANY_ARROWS ? " many" : ""}`,
    width: placement.width,
    height: placement.height,
    viewBox: `0 0 ${placement.width} ${placement.height}`,
    "data-arrows": arrows.length > MANY_ARROWS ? "many" : "all",
    role: "group",
    "aria-label": "The heap: names at the left, objects in columns",
  });
  drawing.append(
    patterns(),
    ...(placement.hasBand ? [drawBand(placement)] : []),
    svg("g", { class: "arrows", "aria-hidden": "true" }, arrows.map(drawArrow)),
    svg("g", { class: "frames" }, placement.frames.map(drawFrame)),
    svg(
      "g",
      { class: "ghosts" },
      [...placement.ghosts.values()].map((ghost) => at(drawGhost(ghost), ghost, placement)),
    ),
    svg(
      "g",
      { class: "cards" },
      inOrder(placement).map((box) => at(drawCard(box, placement.scene), box, placement)),
    ),
    svg("g", { class: "notches" }, [...notches.values()].flat().map(drawNotch)),
  );
  return drawing;
}

// Reading order: by column, then from the top.
export function inOrder(placement) {
  const key = (box) => (box.zone === "band" ? 1e9 : 0) + box.column * 1e5 + box.y;
  return [...placement.boxes.values()].sort((one, other) => key(one) - key(other));
}

function at(node, box, placement) {
  node.setAttribute("transform", `translate(${boxLeft(box)} ${boxTop(placement, box)})`);
  return node;
}

function patterns() {
  const hatch = svg(
    "pattern",
    {
      id: "hatch",
      width: 7,
      height: 7,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    svg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 7 }),
  );
  return svg("defs", {}, hatch);
}

function bandWords(placement) {
  const alive = [...placement.boxes.values()].some((box) => box.zone === "band");
  return alive ? ["Unreachable, ", "not collected yet"] : ["Was unreachable, ", "collected now"];
}

// The title stands below the names, where no arrow goes.
function drawBand(placement) {
  const top = placement.bandTop - 42;
  const left = SIZE.margin / 2;
  return svg(
    "g",
    { class: "band" },
    svg("rect", {
      x: left,
      y: top,
      width: placement.width - SIZE.margin,
      height: placement.height - top - 8,
      rx: 10,
    }),
    svg(
      "text",
      {},
      bandWords(placement).map((line, index) =>
        svg("tspan", { x: SIZE.margin, y: top + 24 + 18 * index }, line),
      ),
    ),
  );
}

function drawArrow(arrow) {
  const { x, y } = arrow.end;
  const far = Math.abs(y - arrow.start.y) > FAR ? " far" : "";
  return svg(
    "g",
    {
      class: `arrow ${arrow.style}${far}`,
      "data-to": arrow.target,
      "data-from": arrow.from.card ?? "",
    },
    svg("title", {}, arrow.text),
    svg("path", { class: "reach", d: arrow.path }),
    svg("path", { class: "line", d: arrow.path }),
    svg("path", { class: "head", d: `M${x - 10} ${y - 4}L${x - 3} ${y}L${x - 10} ${y + 4}Z` }),
  );
}

// A notch is round where an arrow lands (filled for a name), square where the holder is not drawn. A
// weakref leaves no notch but a dash, since it counts nothing.
function notchShape(notch) {
  const { x, y } = notch.end;
  if (notch.kind === "weak") return svg("line", { x1: x, y1: y - 4, x2: x, y2: y + 4 });
  return notch.start
    ? svg("circle", { cx: x, cy: y, r: 3.5 })
    : svg("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7 });
}

function drawNotch(notch) {
  const { x, y } = notch.end;
  const group = svg(
    "g",
    {
      class: `notch ${notch.start ? "drawn" : "unseen"} by-${notch.kind}`,
      "data-object": notch.target,
      "data-count": notch.count ?? 1,
    },
    svg("title", {}, `${notch.kind === "weak" ? "known to" : "held by"} ${notch.text}`),
    notchShape(notch),
  );
  if (notch.stub) group.append(svg("text", { x: x - 8, y: y + 3.5 }, notch.stub));
  return group;
}
