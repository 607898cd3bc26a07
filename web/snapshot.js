// A snapshot: everything the page shows of one moment of a session, as the API told it. Once read it
// never changes; stepping back is showing an older one.

import * as api from "./api.js";

const GRAPH_LIMIT = 2000;
const MAX_NEIGHBOURHOODS = 12;

// `changes` are the replies of the operations since the snapshot before.
export async function readSnapshot(session, changes) {
  const [picture, collector, memory, interned, smallInts] = await Promise.all([
    readPicture(session, changes),
    api.readCollector(session),
    api.readMemory(session),
    api.readInterned(session),
    api.readSmallInts(session),
  ]);
  return { ...picture, collector, memory, interned, smallInts };
}

// What the drawing of the objects needs of it.
export async function readPicture(session, changes) {
  const [summary, graph] = await Promise.all([api.readSession(session), readWholeGraph(session)]);
  return {
    seq: summary.seq,
    stateHash: summary.state_hash,
    profile: summary.profile,
    heap: summary.heap,
    view: readView(graph),
    changes,
  };
}

// The graph of a big heap comes cut, oldest objects first. What names refer to is asked for besides,
// so that the picture always begins at the names; of very many neighbours the oldest come, and then
// perhaps not the object itself.
async function readWholeGraph(session) {
  const graph = await api.readGraph(session, GRAPH_LIMIT);
  const known = new Set(graph.nodes.map((node) => node.id));
  const missing = [...new Set(graph.names.map((item) => item.object))].filter(
    (id) => !known.has(id),
  );
  if (graph.left_out === 0) return graph;
  for (const id of missing.slice(0, MAX_NEIGHBOURHOODS)) {
    if (!known.has(id))
      addPart(graph, known, await api.readNeighbourhood(session, id, 1, GRAPH_LIMIT));
    if (!known.has(id)) addAlone(graph, known, await api.readNeighbourhood(session, id, 0, 1));
  }
  return graph;
}

// Adds a part of the same graph; a reference is new if one of its ends is.
function addPart(graph, known, part) {
  const news = part.nodes.filter((node) => !known.has(node.id));
  const fresh = new Set(news.map((node) => node.id));
  const isNew = (edge) =>
    fresh.has(edge.to) || (!WITHOUT_OWNER.has(edge.from.kind) && fresh.has(edge.from.of));
  graph.edges.push(...part.edges.filter(isNew));
  graph.nodes.push(...news);
  graph.left_out -= news.length;
  for (const id of fresh) known.add(id);
}

// The object itself; its references stand in its slots.
function addAlone(graph, known, part) {
  addPart(graph, known, part);
  for (const { id, slots } of part.nodes) {
    for (const { slot, object } of slots.filter(
      (entry) => known.has(entry.object) && entry.object !== id,
    )) {
      graph.edges.push({ from: { kind: "slot", of: id, slot, text: `@${id}${slot}` }, to: object });
    }
  }
}

// Kinds of holders whose `of` is not an object.
export const WITHOUT_OWNER = new Set(["name", "frame", "cache", "garbage"]);

// The graph with its nodes by id and the references to each of them.
export function readView(graph) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const incoming = new Map(graph.nodes.map((node) => [node.id, []]));
  for (const edge of graph.edges) incoming.get(edge.to)?.push(edge.from);
  return { nodes, incoming, frames: readFrames(graph), leftOut: graph.left_out ?? 0 };
}

// A frame as the holders of its names call it: <module>, foo#2().
function frameText(frame) {
  return frame.frame === 0 || frame.label.includes("#")
    ? frame.label
    : `${frame.label}#${frame.frame}()`;
}

// Every frame with its names, newest first, the module last.
function readFrames(graph) {
  const frames = graph.frames.map((frame) => ({
    number: frame.frame,
    label: frameText(frame),
    function: frame.function ?? null,
    names: [],
  }));
  if (!frames.some((frame) => frame.label === "<module>")) {
    frames.push({ number: 0, label: "<module>", function: null, names: [] });
  }
  const byHolder = new Map(frames.map((frame) => [frame.label, frame]));
  for (const item of graph.names) {
    const label = item.holder.slice(0, item.holder.length - item.name.length - 1);
    byHolder.get(label)?.names.push({ name: item.name, holder: item.holder, object: item.object });
  }
  return frames.sort((one, other) => other.number - one.number);
}
