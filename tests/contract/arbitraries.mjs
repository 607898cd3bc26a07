// Values that a schema of the document takes, at random: what it says, fast-check makes.
//
// Patterns are too free to be made from, so names, references and texts come from pools that know
// them; the schema itself has the last word over everything that is made.
import { fc } from "./document.mjs";

const bound = ["a", "b", "li", "d", "s", "t", "P", "p", "f", "w", "x"];
const letters = "abcxyzABC_019éßΔλжשक日本한𝒳𐎠ªªﬁ\u0301";

const plainName = fc
  .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 8 })
  .map((characters) => characters.join(""));
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...bound) },
  { weight: 1, arbitrary: plainName },
  { weight: 1, arbitrary: fc.constantFrom("__x", "x__", "_", "日本", "n".repeat(256), "é".repeat(128)) },
);
const turnName = fc.oneof(name, name.map((text) => `${text}{i}`), name.map((text) => `${text}_{i}_{i}`));
const inModule = (arbitrary) => arbitrary.map((text) => `<module>.${text}`);

const step = fc.constantFrom(".x", ".y", ".__class__", ".m", "[0]", "[-1]", "['k']", "[1.5]", "[None]", "[(1, 'k')]", "[b'k']", "[(", ".9");
const base = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...bound) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 }).map((id) => `@${id}`) },
  { weight: 1, arbitrary: inModule(fc.constantFrom(...bound)) },
  { weight: 1, arbitrary: plainName },
);
export const reference = fc
  .tuple(base, fc.array(step, { maxLength: 3 }))
  .map(([begin, steps]) => begin + steps.join(""));

const text = fc.oneof(
  fc.constantFrom("", "k", "a text", "word", "é", "日本", "𝒳", "\n\t\\\"'", "\u007f\u0080", "{i}"),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("y".repeat(65536), "é".repeat(32768)),
);
const digits = fc.oneof(
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
  fc.constantFrom("0", "-0", "007", "9".repeat(4300)),
);
const base64 = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString("base64"));

// What a schema with a name of its own is made from.
const named = {
  Identifier: name,
  Attribute: fc.oneof(name, fc.constantFrom("gc", "sys", "x", "m")),
  AssignableAttribute: fc.oneof(name, fc.constantFrom("x", "y", "__dict__", "__del__", "__name__")),
  SlotName: fc.oneof(name, fc.constantFrom("__dict__", "__weakref__")),
  ModuleName: inModule(name),
  BindingName: fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: inModule(name) }),
  TurnIdentifier: turnName,
  TurnModuleName: inModule(turnName),
  TurnName: fc.oneof(turnName, inModule(turnName)),
  Reference: reference,
};

const edges = (low, high) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: Math.max(low, -3), max: Math.min(high, 12) }) },
    { weight: 1, arbitrary: fc.constantFrom(low, high, ...[0, 1, 257, 2 ** 31].filter((n) => n >= low && n <= high)) },
  );

export class Arbitraries {
  constructor(document) {
    this.document = document;
    this.made = new Map();
  }

  // Values of the schema, each of which the schema takes.
  of(schema) {
    const key = schema.$ref ?? schema;
    if (!this.made.has(key)) {
      const raw = this.#raw(schema, 0);
      const takes = (value) => this.document.complaint(schema, value) === null;
      this.made.set(key, raw.filter(takes));
    }
    return this.made.get(key);
  }

  #raw(schema, depth) {
    if (schema.$ref !== undefined) {
      const nameOf = schema.$ref.split("/").pop();
      return named[nameOf] ?? this.#raw(this.document.resolve(schema), depth);
    }
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const alternatives = schema.oneOf ?? schema.anyOf;
    if (alternatives !== undefined && schema.properties === undefined) {
      return this.#choice(alternatives, depth);
    }
    return this.#ofType(schema, depth);
  }

  // Deep down, only what has no parts: else most values would be endless.
  #choice(alternatives, depth) {
    const flat = alternatives.filter((part) => !this.#hasParts(part));
    const taken = depth > 5 && flat.length > 0 ? flat : alternatives;
    return fc.constantFrom(...taken).chain((part) => this.#raw(part, depth + 1));
  }

  #hasParts(schema) {
    const part = named[schema.$ref?.split("/").pop()] !== undefined ? {} : this.document.resolve(schema);
    const inside = [part.items, part.prefixItems, ...Object.values(part.properties ?? {})];
    return inside.some((each) => each !== undefined && !["string", "integer", undefined].includes(each.type ?? (each.const === undefined ? "any" : undefined)));
  }

  #ofType(schema, depth) {
    switch (schema.type) {
      case "null": return fc.constant(null);
      case "boolean": return fc.boolean();
      case "integer": return edges(schema.minimum, Math.min(schema.maximum, Number.MAX_SAFE_INTEGER));
      case "number": return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1.5, -0.5, 1e300, 5e-324));
      case "string": return this.#string(schema);
      case "array": return this.#array(schema, depth);
      case "object": return this.#object(schema, depth);
      default: throw new Error(`nothing is made of ${JSON.stringify(schema).slice(0, 200)}`);
    }
  }

  #string({ pattern }) {
    if (pattern?.includes("[0-9]{1,4300}")) return digits;
    return pattern?.includes("[A-Za-z0-9+/]") ? base64 : text;
  }

  #array(schema, depth) {
    if (schema.prefixItems !== undefined) {
      const items = schema.prefixItems.map((item) => this.#lazy(item, depth));
      return fc.tuple(...items).chain((all) =>
        fc.integer({ min: schema.minItems, max: schema.maxItems }).map((count) => all.slice(0, count)));
    }
    const least = schema.minItems ?? 0;
    const most = Math.max(least, Math.min(schema.maxItems ?? 4, depth > 5 ? 1 : 4));
    const item = this.#lazy(schema.items, depth);
    const options = { minLength: least, maxLength: most };
    return schema.uniqueItems ? fc.uniqueArray(item, options) : fc.array(item, options);
  }

  // Built when it is needed: schemas refer to themselves.
  #lazy(schema, depth) {
    return fc.constant(null).chain(() => this.#raw(schema, depth + 1));
  }

  #object(schema, depth) {
    if (schema.properties === undefined) {
      const key = this.#raw(schema.propertyNames, depth);
      return fc.dictionary(key, this.#lazy(schema.additionalProperties, depth), { maxKeys: 3, noNullPrototype: true });
    }
    const members = Object.entries(schema.properties).map(([key, part]) => [key, this.#lazy(part, depth)]);
    const required = this.#required(schema);
    return required.chain((keys) => fc.record(Object.fromEntries(members), { requiredKeys: keys, noNullPrototype: true }));
  }

  // What is required, and of a choice one at least.
  #required(schema) {
    const always = schema.required ?? [];
    const choice = (schema.oneOf ?? schema.anyOf ?? []).flatMap((part) => part.required ?? []);
    if (choice.length === 0) return fc.constant(always);
    return fc.constantFrom(...choice).map((key) => [...always, key]);
  }
}
