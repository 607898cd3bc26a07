// The keys of the page. In a field they belong to the field; on a card arrows move between cards.

import { byId } from "./dom.js";
import { focusCard, neighbour } from "./selection.js";

export const KEYS = [
  ["]", "step forward (→ does the same where no card or field has the focus)"],
  ["[", "step back (←)"],
  ["Home / End", "first step; the present, and then the last step"],
  ["Tab", "through the page; the drawing is one stop"],
  ["← ↑ → ↓", "on a card: to the next card in that direction"],
  ["Enter", "on a card: select it and see all about it"],
  ["x", "on a class or function: show or hide its internals"],
  ["g", "to the drawing"],
  ["Esc", "close what is selected"],
  ["?", "this help"],
];

export function listenToKeys(actions) {
  const keys = {
    "]": actions.forward,
    "[": actions.back,
    ArrowRight: actions.forward,
    ArrowLeft: actions.back,
    Home: actions.first,
    End: actions.last,
    "?": actions.help,
    Escape: actions.close,
    g: () => {
      actions.show("graph");
      byId("drawing").querySelector("g.card[tabindex='0']")?.focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      event.defaultPrevented ||
      inField(event.target)
    )
      return;
    const card = event.target.closest?.("g.card");
    const handled = card ? onCard(event, card, actions) : false;
    const action = handled ? null : keys[event.key];
    if (action) action();
    if (handled || action) event.preventDefault();
  });
}

function inField(target) {
  return target.matches?.("input, textarea, select, dialog, dialog *") ?? false;
}

function onCard(event, card, actions) {
  const id = Number(card.dataset.id);
  if (event.key.startsWith("Arrow")) {
    const next = neighbour(byId("drawing"), card, event.key);
    if (next) focusCard(byId("drawing"), next);
    return true;
  }
  if (event.key === "Enter" || event.key === " ") {
    actions.select(id);
    return true;
  }
  if (event.key === "x") {
    if (card.querySelector("[data-fold]")) actions.toggle(id);
    return true;
  }
  return false;
}
