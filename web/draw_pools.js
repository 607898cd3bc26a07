// The pool map: each arena a row of squares, one for each pool; a pool's blocks on request.

import { html } from "./dom.js";
import { profileOf } from "./profiles.js";
import { bytes, plural } from "./words.js";

// actions: {openPool(arena, pool)}; `opened` is {arena, pool, blocks} or {problem}, or null;
// with `object`, its block is marked.
export function drawPools(moment, opened, past, actions) {
  const { memory, heap } = moment.snapshot;
  const profile = profileOf(moment.snapshot.profile);
  return [
    facts(memory, heap),
    html("h3", {}, "Arenas and their pools"),
    html(
      "p",
      { class: "hint" },
      `Small requests, up to ${bytes(profile.small_request_limit)} bytes, are served from pools in arenas of ${bytes(profile.arena_bytes)} bytes. A square is a pool: the number is the size of its blocks in bytes, the fill tells how many are out. `,
      past ? "A pool can be opened in the present only." : "Press one to see its blocks.",
    ),
    ...memory.arenas.map((arena) => drawArena(arena, memory, past, actions)),
    ...(memory.arenas.length === 0
      ? [html("p", {}, "No arena yet: nothing small was ever asked for.")]
      : []),
    ...(opened ? [drawBlocks(opened)] : []),
    html(
      "h3",
      {},
      `Large requests, above ${bytes(profile.small_request_limit)} bytes, straight from the system`,
    ),
    drawLarge(memory.large),
    html("h3", {}, "Free lists: freed objects kept for reuse"),
    drawFreeLists(memory.free_lists),
  ];
}

function facts(memory, heap) {
  const items = [
    ["asked for by live objects", `${bytes(heap.requested)} B`],
    ["in blocks that are out", `${bytes(heap.in_blocks)} B`],
    ["from the system", `${bytes(heap.from_system)} B`],
    [
      "fragmentation: part of the arenas not in blocks",
      `${Math.round(memory.fragmentation * 1000) / 10} %`,
    ],
  ];
  return html(
    "dl",
    { class: "facts" },
    items.map(([name, value]) => html("div", {}, html("dt", {}, name), html("dd", {}, value))),
  );
}

function drawArena(arena, memory, past, actions) {
  const pools = new Map(
    memory.pools.filter((pool) => pool.arena === arena.index).map((pool) => [pool.index, pool]),
  );
  const whole = arena.pools_total === 1;
  const squares = Array.from({ length: arena.pools_total }, (_, index) =>
    drawPool(arena, pools.get(index), index, past, actions),
  );
  return html(
    "section",
    { class: "arena", "aria-label": `Arena ${arena.index}` },
    html(
      "h4",
      {},
      `Arena ${arena.index} `,
      html(
        "small",
        {},
        `at ${arena.address}, ${plural(arena.pools_used, "pool")} used, ${arena.pools_free} free`,
      ),
    ),
    html("div", { class: whole ? "pools whole" : "pools" }, squares),
    pinned(arena),
  );
}

function pinned(arena) {
  const ids = arena.pinned_by ?? [];
  if (ids.length === 0 || ids.length > 8) return null;
  return html(
    "p",
    { class: "hint" },
    `Can't be given back while these live: ${ids.map((id) => `#${id}`).join(" ")}`,
  );
}

function drawPool(arena, pool, index, past, actions) {
  if (!pool) return html("span", { class: "pool empty", title: `pool ${index}: free` });
  const words = `pool ${index}: blocks of ${bytes(pool.size_class)} bytes, ${pool.used} of ${pool.capacity} out`;
  const fill = html("span", { class: "fill" });
  fill.style.height = `${Math.max(6, Math.round((100 * pool.used) / pool.capacity))}%`;
  return html(
    "button",
    {
      type: "button",
      class: "pool",
      title: words,
      "aria-label": words,
      disabled: past,
      "data-pool": `${arena.index}/${index}`,
      onclick: () => actions.openPool(arena.index, index),
    },
    fill,
    html("span", { class: "size" }, shortSize(pool.size_class)),
  );
}

function shortSize(size) {
  return size >= 1024 ? `${Math.round(size / 1024)}K` : String(size);
}

function drawBlocks(opened) {
  if (opened.problem) return html("p", { class: "problem" }, opened.problem);
  const blocks = opened.blocks.blocks;
  const cells = blocks.slice(0, 400).map((block) => {
    const id = block.object;
    const words = `${block.address}: ${block.state}${id ? `, object ${id}` : ""}`;
    return html(
      "span",
      { class: `block ${block.state}${isMarked(opened, block) ? " marked" : ""}`, title: words },
      id ? `#${id}` : block.state === "fresh" ? "" : "·",
    );
  });
  return html(
    "section",
    { class: "blocks", id: "blocks" },
    html("h4", {}, `Arena ${opened.arena}, pool ${opened.pool}`),
    html(
      "p",
      { class: "hint" },
      "#: in use by that object; · free, to be used again; blank: never used yet.",
    ),
    markedWords(opened),
    html("div", { class: "cells" }, cells),
    blocks.length > 400
      ? html("p", { class: "hint" }, `${blocks.length - 400} more blocks are not drawn.`)
      : null,
  );
}

function isMarked(opened, block) {
  return opened.object !== undefined && block.object === opened.object;
}

function markedWords(opened) {
  const marked = opened.blocks.blocks.find((block) => isMarked(opened, block));
  if (!marked) return null;
  return html(
    "p",
    { class: "marked-words" },
    `#${marked.object} has the block at ${marked.address}.`,
  );
}

function drawLarge(large) {
  if (large.length === 0) return html("p", {}, "None.");
  const rows = large.map((block) => [
    block.address,
    `${bytes(block.bytes)} B`,
    block.object ? `#${block.object}` : "",
  ]);
  return table(["address", "bytes", "object"], rows);
}

function drawFreeLists(lists) {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length === 0) return html("p", {}, "All empty.");
  return table(
    ["list", "kept", "limit"],
    filled.map((list) => [list.name, list.length, list.limit]),
  );
}

export function tableHead(heads) {
  return html(
    "thead",
    {},
    html(
      "tr",
      {},
      heads.map((head) => html("th", { scope: "col" }, head)),
    ),
  );
}

export function table(heads, rows) {
  return html(
    "table",
    {},
    tableHead(heads),
    html(
      "tbody",
      {},
      rows.map((cells) =>
        html(
          "tr",
          {},
          cells.map((cell) => html("td", {}, String(cell))),
        ),
      ),
    ),
  );
}
