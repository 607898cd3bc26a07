// Tab lists after the ARIA pattern: arrow keys move, the chosen tab alone is in the tab order.

import { byId } from "./dom.js";

export function connectTabs(listId, choose) {
  const list = byId(listId);
  const tabs = [...list.querySelectorAll("[role=tab]")];
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab.id);
  });
  list.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    const index = (tabs.indexOf(document.activeElement) + move + tabs.length) % tabs.length;
    tabs[index].focus();
    choose(tabs[index].id);
    event.preventDefault();
    event.stopPropagation();
  });
}

export function showTab(listId, chosen) {
  for (const tab of byId(listId).querySelectorAll("[role=tab]")) {
    const selected = tab.id === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !selected;
  }
}
