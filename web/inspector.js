// All that is known of the selected object, from the snapshot that is shown.

import { html } from "./dom.js";
import { WITHOUT_OWNER } from "./snapshot.js";
import { bytes, plural } from "./words.js";

// actions: {select(id), close(), toggle(id)}
export function drawInspector(moment, id, placement, actions) {
  const node = moment.snapshot.view.nodes.get(id);
  if (!node) return [head(`#${id}`, actions), html("p", {}, "At this moment it does not exist.")];
  return [
    head(`${node.type} #${node.id}`, actions),
    html("p", { class: "repr" }, html("code", {}, node.repr)),
    html(
      "dl",
      {},
      facts(node).flatMap(([name, value]) => [
        html("dt", {}, name),
        html("dd", { "data-fact": name }, String(value)),
      ]),
    ),
    ...unfolding(placement.boxes.get(id)?.card, actions),
    html("h3", {}, `Held by ${node.references}`),
    holders(moment, node, actions),
    html("h3", {}, "Memory"),
    blocks(node),
    ...(node.slots.length > 0 ? [html("h3", {}, "Holds"), slots(moment, node, actions)] : []),
  ];
}

function head(words, actions) {
  const close = { type: "button", class: "quiet", "aria-label": "Close", onclick: actions.close };
  return html("div", { class: "head" }, html("h2", {}, words), html("button", close, "✕"));
}

function unfolding(card, actions) {
  if (!card?.expandable) return [];
  const internals = plural(card.internals, "internal");
  const words = card.internals > 0 ? `Show its ${internals}` : "Hide its internals";
  return [html("button", { type: "button", onclick: () => actions.toggle(card.id) }, words)];
}

function collectorWords(node) {
  if (node.frozen) return "tracked, frozen: no collection looks at it";
  return node.tracked ? `tracked, generation ${node.generation}` : "not tracked";
}

function targetWords(node) {
  return node.target === null ? "nothing: its object is gone" : `#${node.target}, not held`;
}

function facts(node) {
  return [
    ["references", node.references],
    ["sys.getrefcount", node.getrefcount],
    ["ob_refcnt", node.immortal ? `${node.refcount}, always: it is immortal` : node.refcount],
    ["address", node.address],
    ["sys.getsizeof", `${bytes(node.size)} B`],
    ["collector", collectorWords(node)],
    ...(node.target === undefined ? [] : [["leads to", targetWords(node)]]),
    ["reachable", node.reachable === false ? "no: unreachable, not collected yet" : "yes"],
    [
      "marks",
      [
        node.cached && "cached",
        node.interned && "interned",
        node.immortal && "immortal",
        node.frozen && "frozen",
        node.finalized && "finalized: its finalizer has run",
      ]
        .filter(Boolean)
        .join(", ") || "none",
    ],
  ];
}

function holders(moment, node, actions) {
  const list = moment.snapshot.view.incoming.get(node.id) ?? [];
  return html(
    "ul",
    { class: "links" },
    list
      .slice(0, 100)
      .map((holder) =>
        html(
          "li",
          {},
          html("span", { class: "kind" }, holder.kind),
          " ",
          link(holder.text, WITHOUT_OWNER.has(holder.kind) ? null : holder.of, actions),
        ),
      ),
    list.length > 100 ? html("li", {}, `and ${list.length - 100} more`) : null,
  );
}

function slots(moment, node, actions) {
  return html(
    "ul",
    { class: "links" },
    node.slots.slice(0, 100).map((slot) => {
      const target = moment.snapshot.view.nodes.get(slot.object);
      return html(
        "li",
        {},
        html("code", {}, slot.slot),
        " ",
        link(`#${slot.object} ${target?.repr ?? ""}`, slot.object, actions),
      );
    }),
  );
}

function link(words, id, actions) {
  if (id === null || id === undefined) return html("span", {}, words);
  return html(
    "button",
    { type: "button", class: "quiet", onclick: () => actions.select(id) },
    words,
  );
}

function blocks(node) {
  if (node.blocks.length === 0)
    return html("p", {}, "No block: it was made before everything else, outside the arenas.");
  return html(
    "ul",
    { class: "links" },
    node.blocks.map((block) =>
      html(
        "li",
        {},
        html("span", { class: "kind" }, block.use),
        ` ${bytes(block.bytes)} B `,
        block.pool === null || block.pool === undefined || block.pool < 0
          ? "straight from the system"
          : `in a block of ${bytes(block.size_class)} (arena ${block.arena}, pool ${block.pool})`,
        html("small", {}, ` ${block.address}`),
      ),
    ),
  );
}
