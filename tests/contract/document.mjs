// The document at /openapi.json, ready to hold answers and bodies against.
//
// The rules that JSON Schema does not have (`x-max-bytes` and so on) are keywords of the validator
// here, so that the document means in the tests what its description says.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const modules =
  process.env.SANDHEAP_CONTRACT_MODULES ?? fileURLToPath(new URL("node_modules", import.meta.url));
if (!fs.existsSync(modules)) {
  console.log(`There are no npm packages in ${modules}; ./dev test installs them.`);
  process.exit(77);
}
const require = createRequire(path.join(modules, "from-here.js"));
const Ajv = require("ajv/dist/2020.js").default;
export const fc = require("fast-check");

function depthOf(value) {
  if (typeof value !== "object" || value === null) {
    return 0;
  }
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function elementsOf(value) {
  if (typeof value !== "object" || value === null) {
    return 0;
  }
  const own = Array.isArray(value) ? value.length : 0;
  return Object.values(value).reduce((sum, part) => sum + elementsOf(part), own);
}

const keywords = {
  "x-max-bytes": (most, text) => typeof text !== "string" || Buffer.byteLength(text) <= most,
  "x-max-depth": (most, value) => depthOf(value) <= most,
  "x-max-elements": (most, value) => elementsOf(value) <= most,
};

function newValidator() {
  const ajv = new Ajv({ discriminator: true, strict: false, allErrors: false, validateFormats: false, inlineRefs: false });
  for (const [keyword, validate] of Object.entries(keywords)) {
    ajv.addKeyword({ keyword, validate, errors: false });
  }
  return ajv;
}

// "/v1/sessions/{session}" as a regular expression.
function patternOf(template) {
  return new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "([^/]+)")}$`);
}

export class Document {
  constructor(json) {
    this.json = json;
    this.ajv = newValidator();
    this.ajv.addSchema({ $id: "doc:", ...withoutMappings(json) });
    this.paths = Object.keys(json.paths).map((template) => ({ template, pattern: patternOf(template) }));
    this.compiled = new Map();
  }

  static async of(base) {
    const answer = await fetch(`${base}/openapi.json`);
    return new Document(await answer.json());
  }

  // What a reference such as {"$ref": "#/components/responses/400.3"} stands for.
  resolve(part) {
    let found = part;
    while (found?.$ref !== undefined) {
      found = found.$ref
        .slice(2)
        .split("/")
        .reduce((at, key) => at[decodeURIComponent(key).replace(/~1/g, "/").replace(/~0/g, "~")], this.json);
    }
    return found;
  }

  // The validator of a schema that is part of the document.
  validator(schema) {
    if (!this.compiled.has(schema)) {
      const own = rebase(withoutMappings(schema));
      this.compiled.set(schema, this.ajv.compile(own));
    }
    return this.compiled.get(schema);
  }

  // null, or why the value does not fit the schema.
  complaint(schema, value) {
    const validate = this.validator(schema);
    if (validate(value)) {
      return null;
    }
    const error = validate.errors?.[0] ?? {};
    return `${error.instancePath || "/"} ${error.message} (${error.schemaPath}) ${JSON.stringify(error.params)}`;
  }

  // The schema of the refusals with a code: the same object each time, since it is compiled once.
  problem(code) {
    this.problems ??= {};
    this.problems[code] ??= { $ref: `#/components/schemas/problem-${code}` };
    return this.problems[code];
  }

  templateOf(target) {
    const at = target.split("?")[0];
    return this.paths.find(({ pattern }) => pattern.test(at))?.template;
  }

  operation(method, template) {
    const isKnown = method === method.toUpperCase();
    return isKnown ? this.json.paths[template]?.[method.toLowerCase()] : undefined;
  }

  byId(id) {
    return Object.values(this.json.paths)
      .flatMap((item) => Object.values(item))
      .find(({ operationId }) => operationId === id);
  }

  methodsOf(template) {
    const known = ["get", "head", "put", "post", "delete", "options", "patch", "trace"];
    return known.filter((method) => this.json.paths[template][method] !== undefined).map((m) => m.toUpperCase());
  }
}

// The validator finds the alternative of a discriminator by its `const`, and takes no mapping.
function withoutMappings(part) {
  if (Array.isArray(part)) {
    return part.map(withoutMappings);
  }
  if (typeof part !== "object" || part === null) {
    return part;
  }
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) =>
      key === "discriminator" && value.mapping !== undefined
        ? [key, { propertyName: value.propertyName }]
        : [key, withoutMappings(value)],
    ),
  );
}

// References inside a schema that is compiled apart lead back into the document.
function rebase(schema) {
  if (Array.isArray(schema)) {
    return schema.map(rebase);
  }
  if (typeof schema !== "object" || schema === null) {
    return schema;
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === "$ref" && value.startsWith("#") ? [key, `doc:${value}`] : [key, rebase(value)],
    ),
  );
}
