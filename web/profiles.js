// The Pythons that a heap can imitate, as the server lists them. They never change while it runs.

import * as api from "./api.js";
import { bytes } from "./words.js";

let known = new Map();
let facts = [];

export async function loadProfiles() {
  const { items, differences } = await api.readProfiles();
  known = new Map(items.map((profile) => [profile.name, profile]));
  facts = differences ?? [];
}

// In what two profiles differ: {field, summary, meanings: what it is under each, in words}.
export function factsBetween(profiles) {
  return facts
    .filter(({ values }) => String(values[profiles[0]]) !== String(values[profiles[1]]))
    .map(({ field, summary, values, words }) => ({
      field,
      summary,
      meanings: profiles.map((name) => words[String(values[name])] ?? factWords(values[name])),
    }));
}

function factWords(value) {
  if (Array.isArray(value)) return value.map(bytes).join(", ");
  return typeof value === "number" ? bytes(value) : String(value);
}

export function profiles() {
  return [...known.values()];
}

export function isProfile(name) {
  return known.has(name);
}

export function profileOf(name) {
  return known.get(name);
}

export function profileTitle(name) {
  return name === "article" ? "The article's Python" : name.replace(/^cpython-/, "CPython ");
}

// As it stands inside a sentence.
export function profileWords(name) {
  return profileTitle(name).replace(/^The /, "the ");
}

export function profileOptions(chosen) {
  return profiles().map(({ name }) => ({
    value: name,
    words: profileTitle(name),
    selected: name === chosen,
  }));
}

// Its numbers in one line, besides its summary.
export function profileNumbers({
  thresholds,
  small_ints: [first, last],
  small_request_limit: limit,
}) {
  return `Thresholds ${thresholds.join(", ")}; small ints from ${first} to ${last}; small requests up to ${bytes(limit)} bytes.`;
}
