// Reads a value as Python writes it (numbers, strings, lists, tuples, dicts, sets, names) and gives
// the JSON of the API for it. Throws an Error with a sentence for the learner.

import { readBytes, readString } from "./quoted.js";

const WORDS = new Map([
  ["None", null],
  ["True", true],
  ["False", false],
]);
const NAME = /[_\p{XIDS}]\p{XIDC}*/uy;
const BASE = /@\d+|(<module>\.)?[_\p{XIDS}]\p{XIDC}*/uy;
const INT = /[-+]?\s*(0[xX](_?[\da-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+|\d(_?\d)*)/y;
const FLOAT =
  /[-+]?\s*((\d(_?\d)*)?\.\d(_?\d)*|\d(_?\d)*\.|\d(_?\d)*(?=[eE]))([eE][-+]?\d(_?\d)*)?/y;
const PREFIX = /[a-zA-Z]{1,2}(?=['"])/y;
const OPERATOR = /([-+*/%@|&^<>~]|[=!]=|(and|or|not|in|is|if|for)\b)/y;

// How a value is written whose type Python's users may call by its name.
const WRITTEN = new Map([
  ["list", "[1, 2]"],
  ["tuple", "(1, 2)"],
  ["dict", "{'key': 1}"],
  ["str", "'ab'"],
  ["int", "5"],
  ["bool", "True"],
]);
const MISSING = new Set(["complex", "bytearray", "object", "range"]);
// What may be called like a class, by name; the opening bracket has been taken.
const CALLS = new Map([
  ["bytes", zeros],
  ["float", unwritable],
  ["set", emptySet],
  ["frozenset", frozenset],
  ["weakref.ref", weakref],
]);

export function readValue(text) {
  const reader = { text, at: 0 };
  const value = value_(reader);
  finish(reader);
  return value;
}

// What stands between the brackets of a call, as {parameter: value}.
export function readArguments(text) {
  const reader = { text, at: 0 };
  const given = new Map();
  skip(reader);
  while (reader.at < text.length) {
    const [name, value] = argument(reader);
    if (given.has(name)) throw new Error(`The argument “${name}” is given twice.`);
    given.set(name, value);
    if (!accept(reader, ",")) break;
    skip(reader);
  }
  finish(reader);
  return Object.fromEntries(given);
}

function argument(reader) {
  const rest = reader.text.slice(reader.at);
  const name = match(reader, NAME);
  if (!name || !accept(reader, "="))
    throw new Error(`An argument needs the name of its parameter, as in “x=a”: “${rest}”.`);
  return [name, value_(reader)];
}

function finish(reader) {
  if (accept(reader, ",")) throw new Error("A tuple is written with its brackets here: (1, 2).");
  if (reader.at < reader.text.length) unexpected(reader);
}

// Takes what a sticky pattern matches here; undefined when it does not.
function match(reader, pattern) {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  reader.at += found?.length ?? 0;
  return found;
}

function skip(reader) {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at++;
}

function accept(reader, symbol) {
  skip(reader);
  if (!reader.text.startsWith(symbol, reader.at)) return false;
  reader.at += symbol.length;
  return true;
}

function expect(reader, symbol) {
  if (!accept(reader, symbol)) unexpected(reader, symbol);
}

// Never returns: says what stands here, where `symbol` was expected if it is given.
function unexpected(reader, symbol) {
  const before = reader.text.slice(0, reader.at).trimEnd();
  const rest = reader.text.slice(reader.at);
  if (match(reader, OPERATOR))
    throw new Error(
      `Nothing is calculated here, so “${rest}” is not understood; write the value out. ` +
        "Only a str can be repeated: ''.join(['ab']) * 3.",
    );
  if (symbol) throw new Error(`Expected “${symbol}” after “${before}”.`);
  throw new Error(`Did not understand “${rest}”.`);
}

function value_(reader) {
  skip(reader);
  const first = reader.text[reader.at];
  if (first === undefined) throw new Error("A value is missing.");
  if (first === "[") return items(reader, "[", "]").values;
  if (first === "{") return braces(reader);
  if (first === "(") return tuple(reader);
  if (first === "'" || first === '"') return string(reader);
  const float = match(reader, FLOAT);
  const number = float ?? match(reader, INT);
  if (number && /^[jJ]/.test(reader.text.slice(reader.at)))
    throw new Error("There are no complex numbers here.");
  if (float) return readFloat(float);
  if (number) return readInt(number);
  const prefix = match(reader, PREFIX);
  return prefix ? bytes(reader, prefix) : word(reader);
}

function readInt(text) {
  const digits = text.replaceAll(/[-+_\s]/g, "");
  if (/^0+[1-9]/.test(digits)) throw new Error(`An int has no zeros in front: “${text}”.`);
  const number = text.startsWith("-") ? -BigInt(digits) : BigInt(digits);
  return Number.isSafeInteger(Number(number)) ? Number(number) : { int: String(number) };
}

// JSON cannot tell 1.0 from 1, so a whole float says what it is; it has no infinity, and what sends
// JSON from here no -0.0.
function readFloat(text) {
  const number = Number(text.replaceAll(/[_\s]/g, ""));
  if (!Number.isFinite(number)) throw new Error(`“${text}” is too large; write float('inf').`);
  if (Object.is(number, -0)) throw new Error("A zero with a minus sign cannot be sent from here.");
  return Number.isInteger(number) ? { float: number } : number;
}

function string(reader) {
  const value = readString(reader);
  return accept(reader, ".") ? repeated(reader, value) : value;
}

// ''.join([piece]) * repeat, of which the dot has been taken.
function repeated(reader, separator) {
  const all = (...symbols) => symbols.every((symbol) => accept(reader, symbol));
  const piece = separator === "" && all("join", "(", "[") ? value_(reader) : null;
  const repeat = typeof piece === "string" && all("]", ")", "*") ? value_(reader) : null;
  if (!isSize(repeat))
    throw new Error("Of the methods of a str only ''.join(['ab']) * 3 is understood here.");
  return { str: piece, repeat };
}

function isSize(value) {
  return Number.isInteger(value) && value >= 0;
}

// None, True, False; a name or reference; or Name() for a new instance.
function word(reader) {
  const path = reference(reader);
  if (WORDS.has(path)) return WORDS.get(path);
  if (!accept(reader, "(")) return { ref: path };
  if (CALLS.has(path)) return CALLS.get(path)(reader);
  if (WRITTEN.has(path))
    throw new Error(`“${path}(...)” is not understood here; write ${WRITTEN.get(path)}.`);
  if (MISSING.has(path)) throw new Error(`The type ${path} is not there yet.`);
  if (!accept(reader, ")"))
    throw new Error(
      `“${path}(...)” with arguments is not understood here: a class is called as ${path}(), ` +
        "a function by its own control.",
    );
  return { new: path };
}

// A name or @id, and the .attribute and [key] that follow.
function reference(reader) {
  let path = match(reader, BASE) ?? unexpected(reader);
  for (;;) {
    if (accept(reader, ".")) path += `.${attribute(reader)}`;
    else if (accept(reader, "[")) path += `[${key(reader)}]`;
    else return path;
  }
}

function attribute(reader) {
  skip(reader);
  const name = match(reader, NAME);
  if (!name) throw new Error("The name of an attribute has to follow the dot.");
  return name;
}

// A key as it is written, for the API reads it by itself; its opening bracket has been taken.
function key(reader) {
  const start = reader.at;
  const { values } = itemsUntil(reader, "]");
  const text = reader.text.slice(start, reader.at - 1).trim();
  if (values.length === 0 || !values.every(isConstant))
    throw new Error(`“[${text}]” is no key to follow: write it out, as in li[0] or d['key'].`);
  return text;
}

function isConstant(value) {
  if (value === null || typeof value !== "object") return true;
  if (value.tuple) return value.tuple.every(isConstant);
  if (value.float !== undefined) return typeof value.float === "number";
  return value.int !== undefined || typeof value.bytes === "string";
}

function bytes(reader, prefix) {
  if (prefix.toLowerCase() !== "b")
    throw new Error(`Only the prefix b'...' is understood here, not ${prefix}'...'.`);
  return { bytes: btoa(readBytes(reader)) };
}

// bytes() or bytes(number); the opening bracket has been taken.
function zeros(reader) {
  if (accept(reader, ")")) return { bytes: "" };
  const count = value_(reader);
  if (!isSize(count))
    throw new Error("bytes(...) takes a number of zeros here; other bytes are written b'...'.");
  expect(reader, ")");
  return { bytes: { zeros: count } };
}

// float('nan'), float('inf'), float('-inf')
function unwritable(reader) {
  const float = value_(reader);
  if (!["nan", "inf", "-inf"].includes(float))
    throw new Error("float(...) takes 'nan', 'inf' or '-inf' here; other floats are written 1.5.");
  expect(reader, ")");
  return { float };
}

function emptySet(reader) {
  if (!accept(reader, ")")) throw new Error("A set with elements is written {1, 2} here.");
  return { set: [] };
}

// frozenset() or frozenset([1, 2])
function frozenset(reader) {
  if (accept(reader, ")")) return { frozenset: [] };
  const list = value_(reader);
  if (!Array.isArray(list)) throw new Error("frozenset(...) takes a list written out here.");
  expect(reader, ")");
  return { frozenset: list };
}

// weakref.ref(p) or weakref.ref(p, callback)
function weakref(reader) {
  const { values } = itemsUntil(reader, ")");
  const [target, callback] = values.map((value) => value?.ref);
  if (values.length < 1 || values.length > 2 || values.some((value) => value?.ref === undefined))
    throw new Error("weakref.ref(...) takes a name here, or two: weakref.ref(p, callback).");
  return values.length === 1 ? { weakref: target } : { weakref: target, callback };
}

function items(reader, open, close) {
  expect(reader, open);
  return itemsUntil(reader, close);
}

// {values, comma}: whether a comma followed any of them, the last one too.
function itemsUntil(reader, close) {
  const values = [];
  let comma = false;
  while (!accept(reader, close)) {
    values.push(value_(reader));
    if (accept(reader, ",")) comma = true;
    else {
      expect(reader, close);
      break;
    }
  }
  return { values, comma };
}

function tuple(reader) {
  const { values, comma } = items(reader, "(", ")");
  return values.length === 1 && !comma ? values[0] : { tuple: values };
}

// A dict, or a set: the first entry decides.
function braces(reader) {
  expect(reader, "{");
  if (accept(reader, "}")) return { dict: [] };
  const first = value_(reader);
  if (!accept(reader, ":")) return { set: entries(reader, first, value_) };
  return { dict: entries(reader, [first, value_(reader)], pair) };
}

// All up to the closing brace, of which the first has been read.
function entries(reader, first, read) {
  const all = [first];
  while (!accept(reader, "}")) {
    if (!accept(reader, ",")) unexpected(reader, "}");
    if (accept(reader, "}")) break;
    all.push(read(reader));
  }
  return all;
}

function pair(reader) {
  const first = value_(reader);
  expect(reader, ":");
  return [first, value_(reader)];
}
