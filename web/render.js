// Shows the moment that the timeline points at, all of it anew. Changes nothing but the document.

import { actions } from "./actions.js";
import { refreshControls } from "./controls.js";
import { byId, setText } from "./dom.js";
import { drawCollector } from "./draw_collector.js";
import { drawGraph } from "./draw_graph.js";
import { drawInterned } from "./draw_interned.js";
import { drawLog, revealShown } from "./draw_log.js";
import { drawPools } from "./draw_pools.js";
import { drawHeader, drawPast, drawSteps, drawStory } from "./draw_story.js";
import { drawInspector } from "./inspector.js";
import { refreshNewSession } from "./new_session.js";
import { lessonGoesOn, page } from "./page.js";
import { renderPair } from "./render_pair.js";
import { markSelected, restoreFocus, reveal } from "./selection.js";
import { showTab } from "./tabs.js";
import { currentMoment, isPast, placementAt } from "./timeline.js";
import { plural } from "./words.js";

// The moment and the view that were drawn last.
let shown = null;
let shownView = null;

export function render() {
  const ofPair = page.side === "pythons";
  document.documentElement.dataset.mode = ofPair ? "pair" : "heap";
  showTab("side-tabs", `tab-${page.side}`);
  if (ofPair) {
    byId("drawing").replaceChildren();
    renderPair(actions);
  } else {
    byId("panes").replaceChildren();
    renderHeap();
  }
}

function renderHeap() {
  const { timeline } = page;
  const moment = currentMoment(timeline);
  const placement = placementAt(timeline, timeline.position, page.options);
  drawHeader(page, moment);
  drawStory(page, moment, timeline.moments[timeline.position - 1]);
  drawPast(page);
  renderSide(moment);
  renderGraph(placement);
  renderPanel(moment);
  renderInspector(moment, placement);
  renderButtons();
  if (shown !== moment) reveal(byId("drawing"), [...placement.scene.changes.keys()]);
  if (page.view === "log" && (shown !== moment || shownView !== "log"))
    revealShown(byId("panel-log"));
  shown = moment;
  shownView = page.view;
  document.documentElement.dataset.seq = moment.snapshot.seq;
}

function renderSide(moment) {
  const inside = byId("panel-lesson").contains(document.activeElement);
  if (page.lesson)
    byId("panel-lesson").replaceChildren(...drawSteps(page, moment, actions).filter(Boolean));
  const current = byId("panel-lesson").querySelector("[aria-current]");
  current?.scrollIntoView({ block: "nearest" });
  if (inside) current?.focus();
  setText(byId("blocked"), blockedWords());
  byId("blocked-actions").hidden = !page.playing;
  refreshNewSession();
  refreshControls({ choices: choices(moment), blocked: blockedWords() !== "" });
}

function blockedWords() {
  if (isPast(page.timeline))
    return "You look at the past. Return to the present to change the heap.";
  if (page.playing) return "The lesson is using this session.";
  return "";
}

function choices(moment) {
  const { nodes, frames } = moment.snapshot.view;
  const items = frames.flatMap((frame) => frame.names);
  return {
    names: [...new Set(items.map((item) => item.name))],
    functions: items
      .filter((item) => nodes.get(item.object)?.type === "function")
      .map((item) => item.name),
  };
}

function renderGraph(placement) {
  const canvas = byId("drawing");
  const focused = document.activeElement?.closest?.("g.card")?.dataset.id;
  const drawing = drawGraph(placement);
  drawing.setAttribute("width", placement.width * page.zoom);
  drawing.setAttribute("height", placement.height * page.zoom);
  canvas.replaceChildren(drawing);
  setText(byId("zoom"), `${Math.round(page.zoom * 100)} %`);
  markSelected(canvas, page.selected);
  restoreFocus(canvas, focused);
  setText(byId("legend"), legendWords(placement, drawing.dataset.arrows === "many"));
}

function legendWords(placement, many) {
  const { scene } = placement;
  const left =
    scene.leftOut > 0 ? ` ${plural(scene.leftOut, "object")} farther from the names left out.` : "";
  const folded =
    scene.folded > 0 ? ` ${plural(scene.folded, "internal")} of classes and functions folded.` : "";
  const hasWeak = [...scene.cards.values()].some((card) => card.node.target);
  const weak = hasWeak ? " Dotted, onto a dash: led to by a weakref, not held." : "";
  if (many)
    return `Many arrows: only short first references are drawn; point at a card, or select it, for all of its own.${weak}${folded}${left}`;
  return `Solid: first reference. Dashed: one more, or leading back. Dotted, for the card you point at: its class. ● held by a name, ○ by an object, ■ by something not drawn.${weak}${folded}${left}`;
}

const PANELS = {
  pools: (moment) => drawPools(moment, openedPool(moment), isPast(page.timeline), actions),
  interned: drawInterned,
  collector: drawCollector,
  log: () => drawLog(page.timeline, actions),
};

// Of the past only the pools that the lesson opened are known.
function openedPool(moment) {
  return isPast(page.timeline) ? (moment.openedPool ?? null) : page.openedPool;
}

function renderPanel(moment) {
  showTab("view-tabs", `tab-${page.view}`);
  byId("graph-options").hidden = page.view !== "graph";
  const draw = PANELS[page.view];
  if (draw) byId(`panel-${page.view}`).replaceChildren(...draw(moment).filter(Boolean));
}

function renderInspector(moment, placement) {
  const box = byId("inspector");
  box.hidden = page.selected === null;
  if (page.selected !== null)
    box.replaceChildren(...drawInspector(moment, page.selected, placement, actions));
}

function renderButtons() {
  const { timeline } = page;
  const more = isPast(timeline) || lessonGoesOn();
  byId("step-first").disabled = byId("step-back").disabled = timeline.position <= 0;
  byId("step-forward").disabled = byId("step-last").disabled = !more;
}
