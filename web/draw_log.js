// The operations of the session as the page saw them, newest first, with what each changed.

import { html } from "./dom.js";
import { currentMoment } from "./timeline.js";
import { changeWords } from "./words.js";

const SHOWN = 200;

export function drawLog(timeline, actions) {
  const told = (index) =>
    timeline.moments[index - 1]?.snapshot.changes === timeline.moments[index].snapshot.changes;
  const rows = timeline.moments.flatMap((moment, index) =>
    told(index) ? [] : moment.snapshot.changes.map((change) => ({ change, index })),
  );
  if (rows.length === 0) return [html("p", {}, "Nothing has happened yet.")];
  return [
    html(
      "ol",
      { class: "log", reversed: true },
      rows
        .slice(-SHOWN)
        .reverse()
        .map((row) => drawEntry(row, timeline, actions)),
    ),
  ];
}

function drawEntry({ change, index }, timeline, actions) {
  const isShown = currentMoment(timeline).snapshot.changes.includes(change);
  return html(
    "li",
    {
      value: change.seq,
      class: isShown ? "current" : index > timeline.position ? "later" : "",
    },
    html(
      "button",
      {
        type: "button",
        class: "quiet",
        title: "Show the heap after this step",
        onclick: () => actions.goTo(index),
      },
      html("code", {}, change.python ?? "(no Python for this)"),
    ),
    html("span", { class: "changed" }, changeWords(change)),
  );
}

// Scrolls the operations of the shown moment into view, rather the newest of them.
export function revealShown(panel) {
  for (const entry of [...panel.querySelectorAll(".current")].reverse())
    entry.scrollIntoView({ block: "nearest" });
}
