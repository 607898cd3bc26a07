// What is asked of the server, and what is held of its answers.
import { fc } from "./document.mjs";
import { complaint } from "./verdict.mjs";

const setting = {
  ops: [
    { op: "assign", name: "a", value: "a text" },
    { op: "assign", name: "b", value: { ref: "a" } },
    { op: "assign", name: "li", value: [1, 2, { ref: "a" }] },
    { op: "assign", name: "d", value: { dict: [["k", 1]] } },
    { op: "assign", name: "s", value: { set: [1, "k"] } },
    { op: "assign", name: "t", value: { tuple: [{ ref: "li" }] } },
    { op: "class", name: "P", attrs: { x: 1 }, methods: [{ name: "m", params: ["self"] }] },
    { op: "assign", name: "p", value: { new: "P" } },
    { op: "function", name: "f", params: ["x"], body: [{ op: "return", value: { ref: "x" } }] },
    { op: "assign", name: "w", value: { weakref: "p" } },
  ],
};

// About the state, or about what Python makes of it: what a body says may be all right.
const stateful = [404, 409, 410, 412, 422];

// Thrown inside a property, so that fast-check shrinks what led to it.
class Unfit extends Error {}

function fail(message) {
  throw new Unfit(message);
}

export class Checks {
  constructor(document, requests, client, { runs, seed }) {
    this.document = document;
    this.requests = requests;
    this.client = client;
    this.runs = runs;
    this.seed = seed;
    this.answers = 0;
    this.made = [];
    this.statuses = new Map();
  }

  #count({ status }) {
    this.answers++;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  all() {
    return [
      ["positive_data_acceptance", () => this.#eachOperation((entry) => this.requests.right(entry))],
      ["negative_data_rejection", () => this.#eachOperation((entry) => this.requests.wrong(entry))],
      ["stateful sequences", () => this.#sequences()],
      ["ensure_resource_availability", () => this.#once(() => this.#availability())],
      ["use_after_free", () => this.#once(() => this.#useAfterFree())],
      ["unsupported_method", () => this.#eachPath((template) => this.#methods(template))],
      ["allow_header_conformance", () => this.#eachPath((template) => this.#allow(template))],
      ["HEAD is GET without a body", () => this.#eachPath((template) => this.#head(template))],
      ["missing_required_header", () => this.#eachBody((entry) => this.#missingHeader(entry))],
      ["wrong media types", () => this.#eachBody((entry) => this.#wrongHeaders(entry))],
    ];
  }

  // --- One request ---

  // Of every answer: not_a_server_error, status_code_conformance, content_type_conformance,
  // response_headers_conformance, response_schema_conformance.
  async #ask(method, target, request) {
    const reply = await this.client.send(method, target, request);
    this.#count(reply);
    const wrong = complaint(this.document, reply);
    if (reply.status === 201) this.made.push(reply.headers.location);
    if (wrong !== null) fail(`${reply.status}: ${wrong}\n${reply.body.slice(0, 600)}`);
    if (reply.status >= 500 && reply.status !== 501) fail(`a server error: ${reply.body}`);
    return reply;
  }

  // One of its own for each turn; those of the turn before end.
  async #session() {
    for (const location of this.made.splice(0)) {
      this.#count(await this.client.send("DELETE", location));
    }
    this.client.trace.length = 0;
    const reply = await this.#ask("POST", "/v1/sessions", { body: JSON.stringify(setting) });
    if (reply.status !== 201) fail(`no session: ${reply.body}`);
    return reply.json.id;
  }

  async #play(session, request) {
    const target = request.target.replace("{session}", session);
    const reply = await this.#ask(request.entry.method, target, request);
    this.#judge(request, reply);
    return reply;
  }

  #judge(request, reply) {
    const taken = reply.status < 400;
    if (request.isWrong && taken) {
      fail(`what the document refuses was answered with ${reply.status}`);
    }
    if (!request.isWrong && !taken && !stateful.includes(reply.status) && !this.#mayRefuse(request, reply)) {
      fail(`what the document allows was refused: ${reply.body}`);
    }
  }

  // What the document says in words only.
  #mayRefuse({ entry, value, body }, reply) {
    if (entry.method === "HEAD") return reply.status === 400;
    const most = entry.operation.requestBody?.["x-max-body-bytes"];
    if (reply.status === 413) return Buffer.byteLength(body) > most;
    return reply.status === 400 && ["bad-argument", "bad-name"].includes(reply.json.code) && this.#isMore(value);
  }

  // Whether an operation in it has rules that no schema says.
  #isMore(value) {
    if (typeof value !== "object" || value === null) return false;
    const schema = this.document.json.components.schemas[`op-${value.op}`];
    return schema?.["x-also-refused"] !== undefined || Object.values(value).some((part) => this.#isMore(part));
  }

  // --- Properties ---

  async #property(arbitrary, runs, play) {
    const details = await fc.check(
      fc.asyncProperty(arbitrary, async (value) => {
        try {
          await play(value);
        } catch (error) {
          this.lastTrace = [...this.client.trace];
          throw error;
        }
      }),
      { numRuns: runs, seed: this.seed, endOnFailure: false, maxSkipsPerRun: 1000 },
    );
    if (!details.failed) return [];
    const message = details.errorInstance?.message ?? details.error ?? "interrupted";
    return [{ message, trace: await this.#traceOf(details, play) }];
  }

  // The shortest that fails, played once more for its requests.
  async #traceOf(details, play) {
    try {
      await play(details.counterexample[0]);
    } catch {
      return [...this.client.trace];
    }
    return this.lastTrace;
  }

  async #eachOperation(arbitraryOf) {
    const failures = [];
    for (const entry of this.requests.operations) {
      const arbitrary = arbitraryOf(entry);
      if (arbitrary === null) continue;
      const runs = this.#runsOf(entry);
      const found = await this.#property(arbitrary, runs, async (request) => {
        const session = await this.#session();
        await this.#play(session, request);
      });
      failures.push(...found.map((failure) => ({ ...failure, message: `${entry.operation.operationId}: ${failure.message}` })));
    }
    return failures;
  }

  // Bodies are where most can go wrong.
  #runsOf({ operation, method }) {
    if (method === "HEAD" || method === "OPTIONS") return Math.max(2, Math.ceil(this.runs / 40));
    return operation.requestBody !== undefined ? this.runs : Math.max(5, Math.ceil(this.runs / 8));
  }

  async #sequences() {
    const weighted = this.requests.operations.flatMap((entry) => {
      const weight = { POST: 12, PUT: 6, GET: 2, DELETE: entry.template.endsWith("}") && entry.template.includes("name") ? 4 : 1 }[entry.method];
      const right = weight === undefined ? [] : [{ weight, arbitrary: this.requests.right(entry) }];
      const wrong = weight === undefined ? null : this.requests.wrong(entry);
      return wrong === null ? right : [...right, { weight: 1, arbitrary: wrong }];
    });
    const steps = fc.array(fc.oneof(...weighted), { minLength: 2, maxLength: 12 });
    return this.#property(steps, this.runs, async (requests) => {
      const session = await this.#session();
      for (const request of requests) {
        await this.#play(session, request);
      }
    });
  }

  // --- Single checks ---

  async #once(play) {
    this.client.trace.length = 0;
    try {
      await play();
      return [];
    } catch (error) {
      return [{ message: error.message, trace: [...this.client.trace] }];
    }
  }

  async #eachPath(play) {
    const found = [];
    for (const { template } of this.document.paths) {
      found.push(...(await this.#once(() => play(template))));
    }
    return found;
  }

  async #eachBody(play) {
    const found = [];
    for (const entry of this.requests.operations) {
      if (entry.operation.requestBody !== undefined) found.push(...(await this.#once(() => play(entry))));
    }
    return found;
  }

  async #target(template) {
    const session = template.includes("{session}") ? await this.#session() : "";
    const values = { session, id: "1", name: "a", arena: "0", pool: "0" };
    return template.replace(/\{([^}]+)\}/g, (_, name) => values[name]);
  }

  async #availability() {
    const made = await this.#ask("POST", "/v1/sessions", { body: JSON.stringify(setting) });
    const again = await this.#ask("GET", made.headers.location, {});
    if (again.status !== 200) fail(`GET right after 201 answers ${again.status}`);
    if (again.body !== made.body) fail("GET right after 201 tells another session");
  }

  async #useAfterFree() {
    const session = await this.#session();
    const change = await this.#ask("DELETE", `/v1/sessions/${session}/names/p`, {});
    const freed = change.json.freed[0];
    const object = await this.#ask("GET", `/v1/sessions/${session}/objects/${freed}`, {});
    if (object.status !== 410) fail(`a freed object answers ${object.status}`);
    const twice = await this.#ask("DELETE", `/v1/sessions/${session}/names/p`, {});
    if (twice.status !== 404) fail(`a name that is not bound any more answers ${twice.status}`);
    await this.#ask("DELETE", `/v1/sessions/${session}`, {});
    for (const entry of this.requests.operations) {
      if (!entry.template.includes("{session}") || entry.method === "OPTIONS") continue;
      const path = entry.template.replace("{session}", session);
      const target = path.replace("{id}", "1").replace("{name}", "a").replace("{arena}", "0").replace("{pool}", "0");
      const body = entry.operation.requestBody !== undefined ? "{}" : undefined;
      const reply = await this.#ask(entry.method, `${target}${this.#neededQuery(entry)}`, { body });
      if (reply.status !== 410) fail(`${entry.method} of a session that has ended answers ${reply.status}`);
    }
  }

  #neededQuery({ parameters }) {
    const needed = parameters.filter((parameter) => parameter.in === "query" && parameter.required);
    return needed.length > 0 ? `?${needed.map((parameter) => `${parameter.name}=a`).join("&")}` : "";
  }

  async #methods(template) {
    const known = this.document.methodsOf(template);
    const target = await this.#target(template);
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "QUERY", "BREW"]) {
      if (known.includes(method)) continue;
      const reply = await this.client.send(method, target);
      this.#count(reply);
      if (reply.status !== 405) fail(`${method} ${template} answers ${reply.status}`);
      this.#compareAllow(reply, known, template);
    }
  }

  #compareAllow(reply, known, template) {
    const told = (reply.headers.allow ?? "").split(", ").sort();
    if (told.join() !== [...known].sort().join()) {
      fail(`Allow of ${template} is ${told}, the document has ${known}`);
    }
  }

  async #allow(template) {
    const reply = await this.#ask("OPTIONS", await this.#target(template), {});
    this.#compareAllow(reply, this.document.methodsOf(template), template);
  }

  async #head(template) {
    const entry = this.requests.operations.find((each) => each.template === template && each.method === "GET");
    if (entry === undefined) return;
    const target = (await this.#target(template)) + this.#neededQuery(entry);
    const get = await this.#ask("GET", target, {});
    const head = await this.#ask("HEAD", target, {});
    if (get.status !== 200 || head.status !== 200) fail(`GET ${target} answers ${get.status}, HEAD ${head.status}`);
    for (const name of Object.keys(get.headers).filter((each) => each !== "date")) {
      if (head.headers[name] !== get.headers[name]) fail(`HEAD ${target} has another ${name}`);
    }
  }

  async #missingHeader({ method, template, operation }) {
    const target = await this.#target(template);
    const without = await this.#ask(method, target, { headers: { "Content-Type": "" }, body: "{}" });
    if (without.status !== 415) fail(`without a Content-Type: ${without.status}`);
    if (!operation.requestBody.required) return;
    const empty = await this.#ask(method, target, { body: "" });
    if (empty.status !== 400) fail(`with an empty body: ${empty.status}`);
  }

  async #wrongHeaders({ method, template }) {
    const target = await this.#target(template);
    for (const [headers, status] of [
      [{ "Content-Type": "text/plain" }, 415],
      [{ "Content-Encoding": "gzip" }, 415],
      [{ Accept: "image/png" }, 406],
      [{ "If-Match": "12" }, template.includes("{session}") ? 400 : undefined],
      [{ Expect: "tea" }, 417],
    ]) {
      const reply = await this.#ask(method, target, { headers, body: "{}" });
      if (status !== undefined && reply.status !== status) fail(`with ${JSON.stringify(headers)}: ${reply.status}`);
    }
  }
}
