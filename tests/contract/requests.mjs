// Requests of an operation of the document, at random: as it should be asked, or wrong in one thing.
import { reference } from "./arbitraries.mjs";
import { fc } from "./document.mjs";
import { wrong } from "./mutations.mjs";

const pieces = {
  id: fc.integer({ min: 1, max: 60 }).map(String),
  arena: fc.constantFrom("0", "1", "7"),
  pool: fc.constantFrom("0", "1", "5", "63", "4294967295"),
};

const tags = fc.constantFrom("*", '"0"', '"1"', '"12"', 'W/"12"', '"12-text"', '"other"', '"9", "10" , "11"', '"18446744073709551616"');

function queryText(parameter, value) {
  const text = Array.isArray(value) ? value.join(",") : String(value);
  return `${parameter.name}=${encodeURIComponent(text)}`;
}

// What a parameter may not say.
function wrongValue({ schema }) {
  if (schema.type === "integer") {
    return fc.constantFrom("", "x", "-1", "1.5", "0x1", "1e3", " 1", String(10n ** 21n), String(BigInt(schema.maximum) * 2n + 1n));
  }
  if (schema.type === "boolean") return fc.constantFrom("", "yes", "1", "True", "null");
  if (schema.enum !== undefined) return fc.constantFrom("", "x", schema.enum[0].toUpperCase(), `${schema.enum[0]},`);
  if (schema.type === "array") return fc.constantFrom("", "x", ",", `${schema.items.enum[0]},`);
  return null;
}

export class Requests {
  constructor(document, arbitraries) {
    this.document = document;
    this.arbitraries = arbitraries;
    this.operations = this.#operations();
  }

  #operations() {
    const found = [];
    for (const [template, item] of Object.entries(this.document.json.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (method !== "parameters") {
          const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
          found.push({ template, method: method.toUpperCase(), operation, parameters });
        }
      }
    }
    return found;
  }

  // { operation, target with {session} left in it, headers, body, isWrong }
  right(entry) {
    return fc
      .record({
        path: this.#path(entry),
        query: this.#query(entry),
        headers: this.#headers(entry),
        body: this.#body(entry),
      })
      .map(({ path, query, headers, body }) => this.#request(entry, path, query, headers, body, false));
  }

  // null where nothing can be wrong.
  wrong(entry) {
    const ways = [this.#wrongBody(entry), this.#wrongQuery(entry), this.#wrongName(entry)];
    const there = ways.filter((way) => way !== null);
    return there.length > 0 ? fc.oneof(...there) : null;
  }

  #request(entry, path, query, headers, body, isWrong) {
    const target = query.length > 0 ? `${path}?${query.join("&")}` : path;
    const json = body !== undefined ? JSON.stringify(body) : undefined;
    return { entry, target, headers, value: body, body: json, isWrong };
  }

  #path({ template, parameters }, name) {
    const names = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    const free = names.filter((each) => each !== "session");
    const values = free.map((each) => {
      if (each === "name") {
        const schema = parameters.find((parameter) => parameter.name === "name").schema;
        return name ?? this.arbitraries.of(schema).map(encodeURIComponent);
      }
      return pieces[each];
    });
    return fc.tuple(...values).map((texts) =>
      free.reduce((path, each, index) => path.replace(`{${each}}`, texts[index]), template));
  }

  #query({ parameters }) {
    const there = parameters.filter((parameter) => parameter.in === "query");
    const each = there.map((parameter) => {
      const value = this.#value(parameter);
      return (parameter.required ? value : fc.option(value, { freq: 3, nil: undefined })).map(
        (chosen) => (chosen === undefined ? [] : [queryText(parameter, chosen)]),
      );
    });
    return fc.tuple(...each).map((texts) => texts.flat()).filter((texts) => texts.join("&").length < 1500);
  }

  // A text is often a reference.
  #value({ schema }) {
    const value = this.arbitraries.of(schema);
    return schema.type === "string" ? fc.oneof(reference, value) : value;
  }

  #headers({ operation, parameters }) {
    const types = Object.values(operation.responses)
      .map((part) => this.document.resolve(part))
      .flatMap(({ content }) => Object.keys(content ?? {}))
      .filter((type) => type !== "application/problem+json");
    const headers = { Accept: fc.constantFrom("*/*", ...types, ...types.map((type) => `${type};q=0.5, */*;q=0.1`)) };
    for (const parameter of parameters.filter((each) => each.in === "header")) {
      headers[parameter.name] = tags;
    }
    const there = fc.record(headers, { requiredKeys: [], noNullPrototype: true });
    return fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: there });
  }

  bodySchema({ operation }) {
    return operation.requestBody?.content["application/json"].schema;
  }

  #body(entry) {
    const schema = this.bodySchema(entry);
    if (schema === undefined) return fc.constant(undefined);
    const body = this.arbitraries.of(schema);
    return entry.operation.requestBody.required ? body : fc.option(body, { nil: undefined, freq: 4 });
  }

  #wrongBody(entry) {
    const schema = this.bodySchema(entry);
    if (schema === undefined) return null;
    const takes = (value) => this.document.complaint(schema, value) === null;
    return fc
      .tuple(this.#path(entry), wrong(this.arbitraries.of(schema), takes))
      .map(([path, body]) => this.#request(entry, path, [], {}, body, true));
  }

  #wrongQuery(entry) {
    if (entry.method === "OPTIONS") return null;
    const bad = entry.parameters
      .filter((parameter) => parameter.in === "query" && wrongValue(parameter) !== null)
      .map((parameter) => wrongValue(parameter).map((value) => queryText(parameter, value)));
    const query = fc.oneof(fc.constantFrom("colour=blue", "limit", "q=%ff", "q=%00", "=1"), ...bad);
    return fc.record({ path: this.#path(entry), query, body: this.#body(entry) })
      .map(({ path, query: text, body }) => this.#request(entry, path, [text], {}, body, true));
  }

  #wrongName(entry) {
    if (!entry.template.includes("{name}") || entry.method === "OPTIONS") return null;
    const name = fc.constantFrom("if", "gc", "__x__", "1a", "a%20b", "%00", "%ff", "a%2Fb", "n".repeat(257), "%EF%AC%81", "a.b", "<module>.");
    return fc.record({ path: this.#path(entry, name), body: this.#body(entry) })
      .map(({ path, body }) => this.#request(entry, path, [], {}, body, true));
  }
}
