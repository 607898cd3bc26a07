// One object as a card: type, id and count on top, its slots as rows, its generation below.

import { shorten, svg } from "./dom.js";
import { SIZE } from "./layout.js";
import { describe, generationWords, hue, plural } from "./words.js";

export function drawCard(box, scene) {
  const { card, height } = box;
  const { node } = card;
  const unreachable = card.zone === "band";
  const group = svg("g", {
    class: `card ${hue(node)}${unreachable ? " unreachable" : ""}`,
    id: `card-${node.id}`,
    tabindex: -1,
    role: "button",
    "aria-pressed": "false",
    "aria-label": describe(node),
    "data-id": node.id,
    "data-references": node.references,
    "data-generation": node.generation ?? "",
  });
  group.append(
    svg("rect", { class: "box", width: SIZE.card, height, rx: 6 }),
    svg("path", { class: "head", d: headShape() }),
    svg("text", { class: "type", x: 11, y: 17 }, shorten(node.type, 12)),
    svg(
      "text",
      { class: "id", x: 17 + Math.min(12, node.type.length) * 7.3, y: 17 },
      `#${node.id}`,
    ),
    node.immortal ? drawImmortal() : drawCount(String(node.references), moved(node, scene)),
    ...card.rows.map((row, index) => drawRow(row, SIZE.head + index * SIZE.row, card)),
    ...(card.expandable ? [drawFold(card)] : []),
    svg("text", { class: "foot", x: 11, y: height - 7 }, foot(node, unreachable)),
    ...(unreachable ? [svg("rect", { class: "hatching", width: SIZE.card, height, rx: 6 })] : []),
    svg("rect", { class: "edge", width: SIZE.card, height, rx: 6 }),
  );
  return group;
}

function headShape() {
  const { card: width, head: height } = SIZE;
  return `M0 ${height}V6Q0 0 6 0H${width - 6}Q${width} 0 ${width} 6V${height}Z`;
}

// The number of references, and by how much it just moved.
function drawCount(text, moved) {
  const width = Math.max(20, 8 + text.length * 8);
  const left = SIZE.card - width - 5;
  const group = svg(
    "g",
    { class: "count" },
    svg("rect", { x: left, y: 4, width, height: 18, rx: 9 }),
    svg("text", { x: left + width / 2, y: 17.5 }, text),
  );
  if (moved !== "") group.append(svg("text", { class: "moved", x: left - 4, y: 17 }, moved));
  return group;
}

// Who holds it is not counted; the constant that stands in place of a count is the inspector's.
function drawImmortal() {
  const group = drawCount("immortal", "");
  group.classList.add("immortal");
  return group;
}

function moved(node, scene) {
  const by = scene.changes.get(node.id) ?? 0;
  if (by === 0) return "";
  if (by === node.references) return "new";
  return by > 0 ? `+${by}` : `−${-by}`;
}

function drawRow(row, y, card) {
  const group = svg("g", { class: `row ${row.kind}`, transform: `translate(0 ${y})` });
  group.append(svg("line", { class: "rule", x1: 0, y1: 0, x2: SIZE.card, y2: 0 }));
  const text = svg("text", { x: 11, y: 14.5 }, shorten(row.label, row.kind === "slot" ? 14 : 21));
  if (row.label.length > 14) text.append(svg("title", {}, row.label));
  group.append(text);
  if (row.kind !== "slot") return group;
  group.append(
    svg("text", { class: "chip", x: SIZE.card - 11, y: 14.5 }, shorten(row.inline ?? chip(row), 9)),
  );
  if (row.inline === null)
    group.append(svg("circle", { class: "port", cx: SIZE.card, cy: SIZE.row / 2, r: 3 }));
  return group;
}

function chip(row) {
  return row.target === null ? "" : `#${row.target}`;
}

function drawFold(card) {
  const open = card.internals === 0;
  const words = open ? "− hide internals" : `+ ${plural(card.internals, "internal")}`;
  return svg(
    "g",
    {
      class: "fold",
      "data-fold": card.id,
      transform: `translate(0 ${SIZE.head + card.rows.length * SIZE.row})`,
    },
    svg(
      "title",
      {},
      "What a class or function makes for itself: they are objects of the heap too. Press x to show or hide them.",
    ),
    svg("rect", { class: "press", x: 0, y: 0, width: SIZE.card, height: SIZE.row }),
    svg("text", { x: 11, y: 14.5 }, words),
  );
}

function foot(node, unreachable) {
  const words = unreachable ? ["unreachable", generationWords(node)] : [generationWords(node)];
  if (node.cached) words.push("cached");
  else if (node.interned) words.push("interned");
  return words.join(" · ");
}
