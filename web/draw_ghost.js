// A freed object, for a while, where it stood: its outline, crossed, and the cause in words.

import { shorten, svg } from "./dom.js";
import { SIZE } from "./layout.js";
import { deathWords } from "./words.js";

export function drawGhost(ghost) {
  const { node } = ghost.card;
  const { height } = ghost;
  const kept = ghost.cause === "cached";
  const group = svg(
    "g",
    {
      class: `ghost in-${ghost.zone}`,
      "data-ghost": node.id,
      role: "img",
      "aria-label": `${node.type} ${node.id}: ${deathWords(ghost.cause).long}`,
    },
    svg("title", {}, deathWords(ghost.cause).long),
    svg("rect", { class: "box", width: SIZE.card, height, rx: 6 }),
  );
  if (!kept) {
    group.append(
      svg("line", { class: "cross", x1: 6, y1: 6, x2: SIZE.card - 6, y2: height - 6 }),
      svg("line", { class: "cross", x1: SIZE.card - 6, y1: 6, x2: 6, y2: height - 6 }),
    );
  }
  const lines = [
    { class: "type", text: `${shorten(node.type, 11)} #${node.id}` },
    { class: "cause", text: deathWords(ghost.cause).short },
  ];
  if (ghost.cause === "collected" && ghost.effective !== undefined) {
    lines.push({ class: "cause", text: `effective count ${ghost.effective}` });
  }
  return fill(group, lines, height / 2 + 4);
}

function fill(group, lines, middle) {
  for (const [index, line] of lines.entries()) {
    const y = middle + (index - (lines.length - 1) / 2) * 16;
    const width = line.text.length * 6.9 + 10;
    group.append(
      svg("rect", { class: "paper", x: (SIZE.card - width) / 2, y: y - 12, width, height: 16 }),
      svg("text", { class: line.class, x: SIZE.card / 2, y }, line.text),
    );
  }
  return group;
}
