// A frame: its label and one row for each name, the arrow's dot at the right.

import { shorten, svg } from "./dom.js";
import { SIZE } from "./layout.js";

export function drawFrame(box) {
  const group = svg(
    "g",
    { class: "frame", transform: `translate(${SIZE.margin} ${box.y})` },
    svg("rect", { class: "box", width: SIZE.names, height: box.height, rx: 6 }),
    svg("path", { class: "title", d: titleShape() }),
    svg("text", { class: "label", x: 10, y: 16 }, label(box.frame)),
  );
  if (box.rows.length === 0) {
    group.append(svg("text", { class: "none", x: 10, y: SIZE.nameHead + 17 }, "no names"));
  }
  group.append(...box.rows.map(drawName));
  return group;
}

function label(frame) {
  return shorten(frame.label, 18);
}

function titleShape() {
  const { names: width, nameHead: height } = SIZE;
  return `M0 ${height}V6Q0 0 6 0H${width - 6}Q${width} 0 ${width} 6V${height}Z`;
}

function drawName({ name, row, item }) {
  const y = SIZE.nameHead + row * SIZE.nameRow;
  const group = svg("g", { class: item ? "name" : "name gone", transform: `translate(0 ${y})` });
  group.append(svg("text", { x: 10, y: 16 }, shorten(name, 11)));
  if (item) {
    group.append(
      svg("text", { class: "chip", x: SIZE.names - 12, y: 16 }, `#${item.object}`),
      svg("circle", { class: "port", cx: SIZE.names, cy: SIZE.nameRow / 2, r: 3.5 }),
    );
  } else {
    const width = Math.min(name.length, 11) * 7.3;
    group.append(
      svg("line", { class: "strike", x1: 8, y1: 12, x2: 12 + width, y2: 12 }),
      svg("text", { class: "chip", x: SIZE.names - 12, y: 16 }, "gone"),
    );
  }
  return group;
}
