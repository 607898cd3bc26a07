// The drawing's promises, on random heaps and without a browser: cards never overlap and stay where
// they are, no arrow goes over a card, notches are as many as references, and the same sequence of
// views gives the same picture.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readView } from "../../web/snapshot.js";
import { buildScene } from "../../web/scene.js";
import { EMPTY_PLACEMENT, SIZE, boxLeft, boxTop, place } from "../../web/layout.js";
import { routeAll } from "../../web/route.js";

const OPTIONS = { expanded: new Set(), cachedAsCards: true };

// ---------------------------------------------------------------- random heaps

function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// A heap that only knows lists, strings, weakrefs and names; each step changes it a little.
function randomStory(seed, steps) {
  const random = randomFrom(seed);
  const heap = { next: 1, lists: new Map(), weak: new Map(), names: new Map(), seq: 0 };
  const snapshots = [];
  for (let step = 0; step < steps; step++) {
    const before = new Set(heap.lists.keys());
    for (let change = random(3); change >= 0; change--) changeSomething(heap, random);
    dropUnreferenced(heap);
    heap.seq++;
    snapshots.push(
      snapshotOf(
        heap,
        [...before].filter((id) => !heap.lists.has(id)),
      ),
    );
  }
  return snapshots;
}

function changeSomething(heap, random) {
  const ids = [...heap.lists.keys()];
  const any = () => ids[random(ids.length)];
  const act = random(6);
  if (act <= 1 || ids.length < 3) {
    const id = heap.next++;
    heap.lists.set(id, random(3) === 0 ? null : []);
    if (!heap.lists.get(id) && ids.length > 0 && random(2) === 0) heap.weak.set(id, any());
    heap.names.set(`n${random(6)}`, id);
    ids.push(id);
  } else if (act <= 3) {
    const owner = any();
    if (heap.lists.get(owner)) heap.lists.get(owner).push(any());
  } else if (act === 4) {
    heap.lists.get(any())?.pop();
  } else {
    heap.names.delete(`n${random(6)}`);
  }
}

function holdersOf(heap) {
  const edges = [...heap.names].map(([name, to]) => ({
    from: { kind: "name", of: 0, slot: name, text: `<module>.${name}` },
    to,
  }));
  for (const [id, items] of heap.lists) {
    (items ?? []).forEach((to, index) =>
      edges.push({
        from: { kind: "item", of: id, slot: `[${index}]`, text: `@${id}[${index}]` },
        to,
      }),
    );
  }
  return edges;
}

function dropUnreferenced(heap) {
  for (;;) {
    const held = new Set(holdersOf(heap).map((edge) => edge.to));
    const dead = [...heap.lists.keys()].filter((id) => !held.has(id));
    if (dead.length === 0) return;
    for (const id of dead) heap.lists.delete(id);
  }
}

function snapshotOf(heap, freed) {
  const edges = holdersOf(heap);
  const reached = new Set(heap.names.values());
  for (const id of reached) for (const item of heap.lists.get(id) ?? []) reached.add(item);
  const target = (id) => (heap.lists.has(heap.weak.get(id)) ? heap.weak.get(id) : null);
  const nodes = [...heap.lists].map(([id, items]) => ({
    id,
    type: heap.weak.has(id) ? "ReferenceType" : items ? "list" : "str",
    ...(heap.weak.has(id) ? { target: target(id) } : {}),
    repr: items ? "[...]" : "'x'",
    tracked: Boolean(items),
    generation: items ? 0 : null,
    references: edges.filter((edge) => edge.to === id).length,
    reachable: reached.has(id),
    cached: false,
    interned: false,
    size: 56,
    slots: (items ?? []).map((object, index) => ({ slot: `[${index}]`, object })),
  }));
  const names = [...heap.names].map(([name, object]) => ({
    name,
    holder: `<module>.${name}`,
    object,
  }));
  const view = readView({
    names,
    frames: [{ frame: 0, label: "<module>", function: null }],
    nodes,
    edges,
    left_out: 0,
  });
  return { seq: heap.seq, view, changes: [{ seq: heap.seq, freed, events: [] }] };
}

function placeAll(snapshots) {
  const placements = [];
  for (const snapshot of snapshots) {
    placements.push(place(placements.at(-1) ?? EMPTY_PLACEMENT, buildScene(snapshot, OPTIONS)));
  }
  return placements;
}

function rectangles(placement) {
  return [...placement.boxes.values(), ...placement.ghosts.values()].map((box) => {
    const left = boxLeft(box);
    const top = boxTop(placement, box);
    return { id: box.card.id, left, top, right: left + SIZE.card, bottom: top + box.height };
  });
}

// The corners of a routed way; a plain curve has none.
function corners(path) {
  if (path.includes("C")) return [];
  return path.match(/-?[\d.]+ -?[\d.]+/g).map((pair) => pair.split(" ").map(Number));
}

// ---------------------------------------------------------------- tests

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

test("cards and ghosts never overlap", () => {
  for (const seed of SEEDS) {
    for (const placement of placeAll(randomStory(seed, 25))) {
      const all = rectangles(placement);
      for (const [index, one] of all.entries()) {
        for (const other of all.slice(index + 1)) {
          const apart =
            one.right <= other.left ||
            other.right <= one.left ||
            one.bottom <= other.top ||
            other.bottom <= one.top;
          assert.ok(apart, `seed ${seed}, operation ${placement.seq}: #${one.id} and #${other.id}`);
        }
      }
    }
  }
});

test("a card stays in its column and place, unless one above it grew or it changed its zone", () => {
  for (const seed of SEEDS) {
    const placements = placeAll(randomStory(seed, 25));
    placements.slice(1).forEach((placement, index) => {
      const before = placements[index];
      for (const [id, box] of placement.boxes) {
        const old = before.boxes.get(id);
        if (!old || old.zone !== box.zone) continue;
        assert.equal(box.column, old.column);
        const grew = [...placement.boxes.values()].some(
          (other) =>
            other.column === box.column &&
            other.zone === box.zone &&
            other.height > (before.boxes.get(other.card.id)?.height ?? other.height),
        );
        if (!grew) assert.equal(box.y, old.y, `seed ${seed}, operation ${placement.seq}: #${id}`);
      }
    });
  }
});

test("no arrow goes over a card", () => {
  for (const seed of SEEDS) {
    for (const placement of placeAll(randomStory(seed, 25))) {
      const cards = rectangles(placement);
      for (const arrow of routeAll(placement).arrows) {
        const points = corners(arrow.path);
        points.slice(1).forEach(([x, y], index) => {
          const [fromX, fromY] = points[index];
          for (const card of cards) {
            const clear =
              Math.max(x, fromX) <= card.left ||
              Math.min(x, fromX) >= card.right ||
              Math.max(y, fromY) <= card.top ||
              Math.min(y, fromY) >= card.bottom;
            assert.ok(
              clear,
              `seed ${seed}, operation ${placement.seq}: ${arrow.text} over #${card.id}`,
            );
          }
        });
      }
    }
  }
});

test("a card has as many notches as its object has references", () => {
  for (const seed of SEEDS) {
    for (const placement of placeAll(randomStory(seed, 25))) {
      for (const { id, notches } of routeAll(placement).landings) {
        const count = notches.reduce((sum, notch) => sum + (notch.count ?? 1), 0);
        assert.equal(count, placement.boxes.get(id).card.node.references);
      }
    }
  }
});

test("a weakref's arrow counts nothing, and goes with its object", () => {
  let alive = 0;
  let dead = 0;
  for (const seed of SEEDS) {
    for (const placement of placeAll(randomStory(seed, 25))) {
      const arrows = routeAll(placement).arrows.filter((arrow) => arrow.style === "weak");
      const cards = [...placement.boxes.values()].map((box) => box.card);
      const weak = cards.filter((card) => card.node.target !== undefined);
      const leading = weak.filter((card) => card.node.target !== null);
      assert.deepEqual(
        arrows.map((arrow) => [arrow.from.card, arrow.target, arrow.count]).sort(),
        leading.map((card) => [card.id, card.node.target, 0]).sort(),
      );
      alive += leading.length;
      dead += weak.length - leading.length;
    }
  }
  assert.ok(alive > 100 && dead > 100, `${alive} led somewhere, ${dead} nowhere`);
});

test("the same views give the same picture", () => {
  for (const seed of SEEDS) {
    const pictures = () =>
      placeAll(randomStory(seed, 25)).map((placement) =>
        JSON.stringify([
          rectangles(placement),
          routeAll(placement).arrows.map((arrow) => arrow.path),
        ]),
      );
    assert.deepEqual(pictures(), pictures());
  }
});

test("what a list holds in far rows has no card, nor what it holds in rows the API left out", () => {
  const told = 20;
  const items = Array.from({ length: 50 }, (_, index) => index + 2);
  const plain = { type: "list", repr: "[]", references: 1, reachable: true, slots: [] };
  const slots = items.map((object, index) => ({ slot: `[${index}]`, object }));
  const long = { ...plain, id: 1, slots: slots.slice(0, told), slots_left_out: 50 - told };
  const view = readView({
    nodes: [long, ...items.map((id) => ({ ...plain, id }))],
    frames: [{ frame: 0, label: "<module>" }],
    names: [{ name: "long", holder: "<module>.long", object: 1 }],
    edges: [
      { from: { kind: "name", of: 0, slot: "long", text: "<module>.long" }, to: 1 },
      ...slots.map(({ slot, object }) => ({
        from: { kind: "item", of: 1, slot, text: `@1${slot}` },
        to: object,
      })),
    ],
  });
  const { cards, leftOut } = buildScene({ seq: 1, changes: [], view }, OPTIONS);
  assert.deepEqual([...cards.keys()], [1, ...items.slice(0, 14)]);
  assert.equal(leftOut, 36);
});
