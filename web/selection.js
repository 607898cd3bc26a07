// Which card is selected, focused or pointed at, and the arrows that belong to it.

export function markSelected(canvas, id) {
  for (const card of canvas.querySelectorAll("g.card")) {
    const selected = Number(card.dataset.id) === id;
    card.classList.toggle("selected", selected);
    card.setAttribute("aria-pressed", String(selected));
  }
  highlight(canvas, id);
}

export function highlight(canvas, id) {
  for (const arrow of canvas.querySelectorAll(".arrow")) {
    const related =
      id !== null && (arrow.dataset.to === String(id) || arrow.dataset.from === String(id));
    arrow.classList.toggle("related", related);
  }
}

// Exactly one card is in the tab order: the focused one, or else the first.
export function restoreFocus(canvas, id) {
  const cards = [...canvas.querySelectorAll("g.card")];
  const again = cards.find((card) => card.dataset.id === id);
  const entry = again ?? cards[0];
  if (entry) entry.setAttribute("tabindex", "0");
  if (again) again.focus({ preventScroll: true });
}

export function focusCard(canvas, card) {
  for (const other of canvas.querySelectorAll("g.card"))
    other.setAttribute("tabindex", other === card ? "0" : "-1");
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// Scrolls as little as possible so that what just changed is in view.
export function reveal(canvas, ids) {
  const view = canvas.getBoundingClientRect();
  const boxes = ids.map((id) => cardOf(canvas, id)?.getBoundingClientRect()).filter(Boolean);
  if (boxes.length === 0 || view.height === 0) return;
  const top = Math.min(...boxes.map((box) => box.top)) - 40;
  const bottom = Math.max(...boxes.map((box) => box.bottom)) + 24;
  if (bottom > view.bottom) canvas.scrollTop += Math.min(bottom - view.bottom, top - view.top);
  else if (top < view.top) canvas.scrollTop += top - view.top;
}

export function scrollToCard(canvas, id) {
  cardOf(canvas, id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function cardOf(canvas, id) {
  return canvas.querySelector(`g.card[data-id="${id}"]`);
}

// The nearest card in a direction, by the places on the screen.
export function neighbour(canvas, card, direction) {
  const here = middle(card);
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
    direction
  ];
  let best = null;
  for (const other of canvas.querySelectorAll("g.card")) {
    const there = middle(other);
    const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
    const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
    if (along <= 10) continue;
    const cost = along + 3 * aside;
    if (!best || cost < best.cost) best = { other, cost };
  }
  return best?.other ?? null;
}

function middle(card) {
  const box = card.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
