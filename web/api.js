// The only module that calls fetch: one function for each route that the page uses.

// What the server refused, in its own words.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? "";
  }
}

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal(0, { detail: "The server cannot be reached." });
  }
  const text = await answer.text();
  if (!answer.ok) throw new Refusal(answer.status, parsed(text));
  return text === "" ? null : JSON.parse(text);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function sessionPath(session, rest = "") {
  return `/v1/sessions/${encodeURIComponent(session)}${rest}`;
}

export function readProfiles() {
  return request("GET", "/v1/profiles");
}

export function createSession(profile, label) {
  return request("POST", "/v1/sessions", { profile, label });
}

export function readSession(session) {
  return request("GET", sessionPath(session));
}

export function endSession(session) {
  return request("DELETE", sessionPath(session));
}

export function runOperations(session, operations) {
  return request("POST", sessionPath(session, "/ops"), { ops: operations });
}

// What the same operations do under each of the profiles, told where it differs.
export function compare(operations, profiles) {
  return request("POST", "/v1/compare", { ops: operations, profiles });
}

export async function readHistory(session) {
  return readPages(sessionPath(session, "/history?limit=1000"));
}

export async function readNames(session) {
  return readPages(sessionPath(session, "/names?limit=1000"));
}

// The items of a listing, page after page.
async function readPages(path) {
  const items = [];
  let cursor = "";
  do {
    const page = await request("GET", `${path}${cursor}`);
    items.push(...page.items);
    cursor = page.next_cursor === null ? null : `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor !== null);
  return items;
}

export function readGraph(session, limit) {
  return request("GET", sessionPath(session, `/graph?limit=${limit}`));
}

export function readCollector(session) {
  return request("GET", sessionPath(session, "/gc"));
}

export function readMemory(session) {
  return request("GET", sessionPath(session, "/memory"));
}

export function readPool(session, arena, pool) {
  return request("GET", sessionPath(session, `/memory/pools/${arena}/${pool}`));
}

export function readInterned(session) {
  return request("GET", sessionPath(session, "/interned?limit=1000"));
}

export function readSmallInts(session) {
  return request("GET", sessionPath(session, "/small-ints"));
}

export function readLesson(name) {
  return request("GET", `lessons/${encodeURIComponent(name)}.json`);
}

// What is `depth` references or less away from an object.
export function readNeighbourhood(session, id, depth, limit) {
  return request("GET", sessionPath(session, `/graph?around=${id}&depth=${depth}&limit=${limit}`));
}

// The same change as a line for a terminal.
export function asCurl(session, operation) {
  const body = JSON.stringify(operation).replaceAll("'", "'\\''");
  const url = `${location.origin}${sessionPath(session, "/ops")}`;
  return `curl -s '${url}' -H 'Content-Type: application/json' -d '${body}'`;
}
