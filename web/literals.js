// Reads a value as Python writes it (numbers, strings, lists, tuples, dicts, names) and gives the
// JSON of the API for it. Throws an Error with a sentence for the learner.

import { readBytes, readString } from "./quoted.js";

const WORDS = new Map([
  ["None", null],
  ["True", true],
  ["False", false],
]);
const NAME = /[_\p{XIDS}]\p{XIDC}*/uy;
const NUMBER = /^-?\d+(\.\d+)?/;
const REFERENCE =
  /^(<module>\.)?[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*|\[(-?\d+|'[^']*'|"[^"]*")\])*/u;
const OBJECT = /^@\d+/;

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
  skip(reader);
  if (reader.at < reader.text.length)
    throw new Error(`Did not understand “${reader.text.slice(reader.at)}”.`);
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
  if (!accept(reader, symbol))
    throw new Error(`Expected “${symbol}” after “${reader.text.slice(0, reader.at)}”.`);
}

function value_(reader) {
  skip(reader);
  const first = reader.text[reader.at];
  if (first === undefined) throw new Error("A value is missing.");
  if (first === "[") return list(reader, "[", "]");
  if (first === "{") return dict(reader);
  if (first === "(") return tuple(reader);
  if (first === "'" || first === '"') return readString(reader);
  const rest = reader.text.slice(reader.at);
  if (/^[bB]['"]/.test(rest)) return bytes(reader);
  const number = NUMBER.exec(rest);
  if (number) return take(reader, number[0], readNumber);
  const object = OBJECT.exec(rest);
  if (object) return take(reader, object[0], (ref) => ({ ref }));
  return word(reader, rest);
}

function take(reader, piece, convert) {
  reader.at += piece.length;
  return convert(piece);
}

function readNumber(text) {
  if (text.includes(".")) return Number(text);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : { int: text };
}

// None, True, False; a name or reference; or Name() for a new instance.
function word(reader, rest) {
  const match = REFERENCE.exec(rest);
  if (!match) throw new Error(`Did not understand “${rest}”.`);
  reader.at += match[0].length;
  if (WORDS.has(match[0])) return WORDS.get(match[0]);
  if (!accept(reader, "(")) return { ref: match[0] };
  if (match[0] === "bytes") return zeros(reader);
  expect(reader, ")");
  return { new: match[0] };
}

function bytes(reader) {
  reader.at++;
  return { bytes: btoa(readBytes(reader)) };
}

// bytes() or bytes(number); the opening bracket has been taken.
function zeros(reader) {
  if (accept(reader, ")")) return { bytes: "" };
  const count = value_(reader);
  if (!Number.isInteger(count) || count < 0)
    throw new Error("bytes(...) takes a number of zeros here; other bytes are written b'...'.");
  expect(reader, ")");
  return { bytes: { zeros: count } };
}

function list(reader, open, close) {
  expect(reader, open);
  const items = [];
  while (!accept(reader, close)) {
    if (items.length > 0) {
      expect(reader, ",");
      if (accept(reader, close)) break;
    }
    items.push(value_(reader));
  }
  return items;
}

function tuple(reader) {
  const start = reader.at;
  const items = list(reader, "(", ")");
  const commas = reader.text.slice(start, reader.at).includes(",");
  return items.length === 1 && !commas ? items[0] : { tuple: items };
}

function dict(reader) {
  expect(reader, "{");
  const pairs = [];
  while (!accept(reader, "}")) {
    if (pairs.length > 0) {
      expect(reader, ",");
      if (accept(reader, "}")) break;
    }
    const key = value_(reader);
    expect(reader, ":");
    pairs.push([key, value_(reader)]);
  }
  return { dict: pairs };
}
