// Bodies that a schema does not take: one that it takes, with one thing made wrong.
import { fc } from "./document.mjs";

function placesOf(value, at = []) {
  const own = [at];
  if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value)) {
      own.push(...placesOf(value[key], [...at, key]));
    }
  }
  return own;
}

function changed(value, place, change) {
  if (place.length === 0) return change(value);
  const [key, ...rest] = place;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (rest.length === 0) {
    const next = change(copy[key]);
    if (next === undefined) delete copy[key];
    else copy[key] = next;
  } else {
    copy[key] = changed(copy[key], rest, change);
  }
  return copy;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const changes = [
  () => null,
  () => true,
  () => 1.5,
  () => -1,
  () => 2 ** 53,
  () => "",
  () => "not a name",
  () => "if",
  () => "gc",
  () => "a\u0000b",
  () => "\ud800",
  () => "n".repeat(257),
  () => [],
  () => ({}),
  () => undefined,
  (value) => (isObject(value) ? { ...value, colour: "blue" } : [value]),
  (value) => (isObject(value) ? Object.fromEntries(Object.entries(value).slice(1)) : { value }),
  (value) => (Array.isArray(value) ? [...value, value] : "@"),
  (value) => (typeof value === "string" ? 7 : "seven"),
];

// Bodies that the schema refuses.
export function wrong(arbitrary, takes) {
  return fc
    .tuple(arbitrary, fc.nat(), fc.constantFrom(...changes))
    .map(([value, which, change]) => {
      const places = placesOf(value);
      const text = JSON.stringify(changed(value, places[which % places.length], change));
      return text === undefined ? undefined : JSON.parse(text);
    })
    .filter((value) => value !== undefined && !takes(value));
}
