// The words of a moment: the step's Python and sentence, where we are, the lesson's list of steps,
// the header's numbers.

import { byId, html, setText } from "./dom.js";
import { bytes, changeWords, plural } from "./words.js";
import { fillSentence } from "./lesson.js";
import { profileTitle, profileWords } from "./profiles.js";

// The numbers of a heap: the words, the API's field, the value as it is shown.
export function heapFacts(heap) {
  return [
    ["objects", "objects", heap.objects],
    ["gc count", "gc_count", `(${heap.gc_count.join(", ")})`],
    ["asked for", "requested", bytes(heap.requested)],
    ["in blocks", "in_blocks", bytes(heap.in_blocks)],
    ["from system", "from_system", bytes(heap.from_system)],
    ["pools", "pools", heap.pools],
    ["arenas", "arenas", heap.arenas],
  ];
}

export function drawHeader(page, moment) {
  byId("summary").replaceChildren(
    ...heapFacts(moment.snapshot.heap).map(([name, , value]) =>
      html("div", {}, html("dt", {}, name), html("dd", { "data-heap": name }, String(value))),
    ),
  );
  setText(byId("profile"), profileTitle(moment.snapshot.profile));
  setText(byId("session"), `session ${page.session.slice(0, 6)}`);
  byId("session").title = "The whole id is behind # in the address.";
}

export function drawStory(page, moment, before) {
  const { timeline, lesson } = page;
  const step =
    lesson && moment.step !== null && moment.step >= 0 ? lesson.steps[moment.step] : null;
  const texts = moment.snapshot.changes.map((change) => change.python);
  setText(byId("step-code"), step?.ops.length === 0 ? "" : drawCode(texts));
  byId("step-rules").replaceChildren(
    ...(step?.rules ?? []).map((rule) =>
      html("span", { class: "rule", title: `Rule ${rule} of the article` }, rule),
    ),
  );
  setText(byId("step-sentence"), moment.problem ?? sentence(page, moment, step, before));
  const last = page.playing ? lesson.steps.length : timeline.moments.length - 1 + timeline.dropped;
  setText(byId("step-place"), `${timeline.position + timeline.dropped} / ${last}`);
}

// The Python of the step on one line; what is repeated is written once. A step of the lesson that
// does nothing has the changes of the one before, and no code.
export function drawCode(texts) {
  const runs = [];
  for (const python of texts) {
    const text = (python ?? "…").replaceAll(/\n\s*/g, " ");
    if (runs.at(-1)?.text === text) runs.at(-1).times++;
    else runs.push({ text, times: 1 });
  }
  return runs.map((run) => (run.times > 1 ? `${run.text} ×${run.times}` : run.text)).join("; ");
}

function sentence(page, moment, step, before) {
  if (step) return fillSentence(step.sentence, moment.snapshot, before?.snapshot);
  if (moment.step === -1) return page.lesson.start;
  const { changes, profile, seq } = moment.snapshot;
  if (seq === 0)
    return `An empty heap of ${profileWords(profile)}: nothing has happened in it yet.`;
  if (changes.length === 0) return "This is the heap of the session as it is now.";
  return changes.map(changeWords).join(" ");
}

export function drawSteps(page, moment, actions) {
  const { lesson } = page;
  const reached = page.timeline.moments.reduce(
    (most, entry) => Math.max(most, entry.step ?? -1),
    -1,
  );
  const items = lesson.steps.flatMap((step, index) => [
    ...(step.chapter ? [html("li", { class: "chapter" }, step.chapter)] : []),
    html(
      "li",
      {},
      html(
        "button",
        {
          type: "button",
          class: index <= reached ? "step done" : "step",
          "aria-current": moment.step === index ? "step" : false,
          onclick: () => actions.goToStep(index),
        },
        html("span", { class: "number" }, String(index + 1)),
        html("span", {}, step.title),
      ),
    ),
  ]);
  return [
    html("h2", {}, lesson.title),
    html("ol", { class: "progress" }, items),
    html(
      "div",
      { class: "lesson-actions" },
      html("button", { type: "button", onclick: actions.restart }, "Start again"),
      page.playing
        ? html("button", { type: "button", onclick: actions.playFreely }, "Play freely from here")
        : null,
    ),
  ];
}

export function drawPast(page) {
  const { timeline } = page;
  const bar = byId("past");
  const behind = timeline.moments.length - 1 - timeline.position;
  bar.hidden = behind === 0;
  if (behind > 0)
    setText(
      bar,
      `You look at the past: the session is ${plural(behind, "step")} ahead. Step forward, or press End, to come back to it.`,
    );
}
