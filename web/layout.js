// Where everything stands. Pure: a placement follows from the placement before it and the scene, so
// going back and forward again gives the identical picture, and what is already drawn stays where it
// is. A card moves only when it changes zone, or when a card above it has grown into it.
//
// Coordinates inside a zone are its own; the band of the unreachable begins at `bandTop`.

export const SIZE = {
  margin: 20,
  names: 148,
  card: 180,
  gutter: 60,
  top: 40,
  gap: 24,
  head: 26,
  row: 20,
  foot: 21,
  nameHead: 24,
  nameRow: 22,
};
export const GHOST_OPERATIONS = 3;

export function columnLeft(column) {
  return SIZE.margin + SIZE.names + SIZE.gutter + column * (SIZE.card + SIZE.gutter);
}

export function cardHeight(card) {
  const body = SIZE.head + (card.rows.length + (card.expandable ? 1 : 0)) * SIZE.row + SIZE.foot;
  return Math.max(body, 16 + card.notches.length * 8);
}

export const EMPTY_PLACEMENT = {
  boxes: new Map(),
  ghosts: new Map(),
  names: new Map(),
  bandTop: 0,
};

export function place(previous, scene) {
  const names = placeNames(previous.names, scene);
  const frames = placeFrames(names, scene);
  const ghosts = keepGhosts(previous, scene);
  const boxes = new Map();
  for (const card of scene.cards.values()) {
    const old = previous.boxes.get(card.id);
    if (old && old.zone === card.zone)
      boxes.set(card.id, { ...old, card, height: cardHeight(card) });
  }
  makeRoom(boxes, ghosts);
  placeNewcomers(boxes, ghosts, scene, anchors(frames));
  return finish(previous, { seq: scene.seq, names, frames, boxes, ghosts, scene });
}

// ---------------------------------------------------------------- names and frames

// A name keeps its row; a deleted one leaves its row to a ghost for a while.
function placeNames(previous, scene) {
  const result = new Map();
  for (const frame of scene.frames) {
    const rows = new Map();
    for (const [name, old] of previous.get(frame.label)?.rows ?? []) {
      const bound = frame.names.find((item) => item.name === name);
      if (bound) rows.set(name, { row: old.row, item: bound });
      else {
        const gone = old.gone ?? scene.unbound.get(`${frame.number} ${name}`) ?? scene.seq;
        if (scene.seq - gone < GHOST_OPERATIONS) rows.set(name, { row: old.row, item: null, gone });
      }
    }
    addNewNames(rows, frame);
    result.set(frame.label, { rows });
  }
  return result;
}

function addNewNames(rows, frame) {
  const taken = new Set([...rows.values()].map((entry) => entry.row));
  let free = 0;
  for (const item of frame.names) {
    if (rows.has(item.name)) continue;
    while (taken.has(free)) free++;
    taken.add(free);
    rows.set(item.name, { row: free, item });
  }
}

function placeFrames(names, scene) {
  let y = SIZE.top;
  return scene.frames.map((frame) => {
    const rows = [...names.get(frame.label).rows].map(([name, entry]) => ({ name, ...entry }));
    const count = Math.max(1, ...rows.map((entry) => entry.row + 1));
    const box = { frame, rows, y, height: SIZE.nameHead + count * SIZE.nameRow + 6 };
    y += box.height + SIZE.gap;
    return box;
  });
}

// The height at which each name's arrow starts, by the holder's text.
export function anchors(frames) {
  const result = new Map();
  for (const box of frames) {
    for (const entry of box.rows) {
      const y = box.y + SIZE.nameHead + (entry.row + 0.5) * SIZE.nameRow;
      if (entry.item) result.set(entry.item.holder, y);
    }
  }
  return result;
}

// ---------------------------------------------------------------- ghosts

function keepGhosts(previous, scene) {
  const ghosts = new Map();
  for (const [id, ghost] of previous.ghosts) {
    if (scene.seq - ghost.seq < GHOST_OPERATIONS && !scene.cards.has(id))
      ghosts.set(id, { ...ghost });
  }
  for (const [id, box] of previous.boxes) {
    const death = scene.freed.get(id);
    if (scene.cards.has(id) || !death || scene.seq - death.seq >= GHOST_OPERATIONS) continue;
    ghosts.set(id, { ...box, ...death, effective: scene.effective.get(id) });
  }
  return ghosts;
}

// ---------------------------------------------------------------- cards

// Cards of one column that overlap, because one of them grew, are pushed down, the upper one stays.
function makeRoom(boxes, ghosts) {
  for (const column of columnsOf(boxes, ghosts)) {
    column.sort((one, other) => one.y - other.y);
    for (let index = 1; index < column.length; index++) {
      const least = column[index - 1].y + column[index - 1].height + SIZE.gap;
      if (column[index].y < least) column[index].y = least;
    }
  }
}

function columnsOf(boxes, ghosts) {
  const columns = new Map();
  for (const box of [...boxes.values(), ...ghosts.values()]) {
    const key = `${box.zone} ${box.column}`;
    if (!columns.has(key)) columns.set(key, []);
    columns.get(key).push(box);
  }
  return columns.values();
}

// Newcomers in order of distance, so that what refers to them already has its place.
function placeNewcomers(boxes, ghosts, scene, nameAnchors) {
  const newcomers = [...scene.cards.values()].filter((card) => !boxes.has(card.id));
  newcomers.sort((one, other) => one.depth - other.depth);
  for (const card of newcomers) {
    const height = cardHeight(card);
    const wish = wishedTop(card, boxes, nameAnchors);
    const taken = [...boxes.values(), ...ghosts.values()].filter(
      (box) => box.zone === card.zone && box.column === card.depth,
    );
    boxes.set(card.id, {
      card,
      zone: card.zone,
      column: card.depth,
      height,
      y: freeTop(taken, wish, height, card.zone),
    });
  }
}

// Level with the first row or name that refers to it.
function wishedTop(card, boxes, nameAnchors) {
  for (const { from } of card.notches) {
    if (!from) continue;
    if (from.name !== undefined && nameAnchors.has(from.name))
      return nameAnchors.get(from.name) - SIZE.head / 2;
    const source = boxes.get(from.card);
    if (source && source.zone === card.zone && source.column < card.depth) {
      return source.y + rowOffset(source.card, from.slot) - SIZE.head / 2;
    }
  }
  return 0;
}

// The middle of the row that holds `slot`, measured from the top of the card.
export function rowOffset(card, slot) {
  let index = card.rows.findIndex((row) => row.slot === slot && row.kind === "slot");
  if (index < 0) index = card.rows.findIndex((row) => row.kind === "more");
  return index < 0 ? SIZE.head / 2 : SIZE.head + (index + 0.5) * SIZE.row;
}

// The free place nearest to `wish` in a column.
function freeTop(taken, wish, height, zone) {
  const highest = zone === "main" ? SIZE.top : 0;
  const wished = Math.max(highest, Math.round(wish));
  const fits = (y) =>
    y >= highest &&
    taken.every((box) => y + height + SIZE.gap <= box.y || y >= box.y + box.height + SIZE.gap);
  const candidates = [
    wished,
    ...taken.flatMap((box) => [box.y + box.height + SIZE.gap, box.y - SIZE.gap - height]),
  ];
  const cost = (y) => (y < wished ? 3 * (wished - y) : y - wished); // Downwards rather: so one reads.
  return candidates.filter(fits).sort((one, other) => cost(one) - cost(other))[0];
}

// ---------------------------------------------------------------- the whole

function finish(previous, placement) {
  const all = [...placement.boxes.values(), ...placement.ghosts.values()];
  const bottom = (zone) =>
    Math.max(0, ...all.filter((box) => box.zone === zone).map((box) => box.y + box.height));
  const framesBottom = Math.max(0, ...placement.frames.map((box) => box.y + box.height));
  const hasBand = all.some((box) => box.zone === "band");
  const mainBottom = Math.max(bottom("main"), framesBottom);
  placement.bandTop = hasBand ? Math.max(previous.bandTop, mainBottom + 76) : 0;
  placement.hasBand = hasBand;
  placement.columns = Math.max(1, ...all.map((box) => box.column + 1));
  placement.mainBottom = mainBottom;
  placement.height = (hasBand ? placement.bandTop + bottom("band") : mainBottom) + 44;
  placement.width = columnLeft(placement.columns) - SIZE.gutter / 2 + 20;
  return placement;
}

export function boxLeft(box) {
  return columnLeft(box.column);
}

export function boxTop(placement, box) {
  return box.zone === "band" ? placement.bandTop + box.y : box.y;
}
