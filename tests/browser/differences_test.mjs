// What differs after each step, from what a comparison tells of each operation; without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differencesOfSteps } from "../../web/differences.js";

const told = (differs = [], agrees = [], more = {}) => ({
  op: "assign",
  python: "…",
  exception: null,
  differs,
  agrees,
  ...more,
});
const size = (name, ...values) => ({ name, field: "size", values });
const bound = (name, ...values) => ({ name, field: "bound", values });

// Steps of so many operations each; names that are bound behind each operation.
function after(lengths, results, names) {
  const steps = lengths.map((length) => ({ ops: Array.from({ length }) }));
  const known = results.map((_, index) => new Set(names?.[index] ?? ["a", "b"]));
  return differencesOfSteps(steps, results, known);
}

const rowsOf = ({ rows }) =>
  rows.map((row) => `${row.name ?? ""} ${row.field} ${row.values}${row.isNew ? " new" : ""}`);

test("a difference lasts until it changes or is told to be none", () => {
  const results = [
    told([size("a", 1, 2)]),
    told([]),
    told([size("a", 1, 3)]),
    told([], [{ name: "a", field: "size", value: 3 }]),
  ];
  const steps = after([1, 1, 1, 1], results);
  assert.deepEqual(steps.map(rowsOf), [["a size 1,2 new"], ["a size 1,2"], ["a size 1,3 new"], []]);
  assert.deepEqual(steps[3].ended, [{ name: "a", field: "size", value: 3 }]);
});

test("what is new in a step stands before what was there", () => {
  const results = [told([size("a", 1, 2)]), told([size("b", 3, 4)])];
  assert.deepEqual(rowsOf(after([1, 1], results)[1]), ["b size 3,4 new", "a size 1,2"]);
});

test("what an operation did otherwise is of its step alone", () => {
  const freed = { name: null, field: "freed", values: [0, 1] };
  const objects = { name: null, field: "heap.objects", values: [3, 2] };
  const steps = after([1, 1], [told([freed, objects], [], { python: "del a" }), told()]);
  assert.deepEqual(steps.map(rowsOf), [
    [" freed 0,1 new", " heap.objects 3,2 new"],
    [" heap.objects 3,2"],
  ]);
  assert.equal(steps[0].rows[0].python, "del a");
});

test("a name that is bound nowhere any more takes its differences with it, within a step too", () => {
  const results = [told([size("a", 1, 2), size("b", 5, 6)]), told(), told()];
  assert.deepEqual(after([1, 1, 1], results, [["a", "b"], ["b"], ["a", "b"]]).map(rowsOf), [
    ["a size 1,2 new", "b size 5,6 new"],
    ["b size 5,6"],
    ["b size 5,6"],
  ]);
  assert.deepEqual(after([3], results, [["a", "b"], ["b"], ["a", "b"]]).map(rowsOf), [
    ["b size 5,6 new"],
  ]);
});

test("of a name that is bound under some only nothing else differs", () => {
  const results = [told([size("a", 1, 2)]), told([bound("a", true, false)])];
  assert.deepEqual(after([1, 1], results).map(rowsOf), [
    ["a size 1,2 new"],
    ["a bound true,false new"],
  ]);
});

test("a step whose operations were not all compared says so", () => {
  const steps = [{ ops: [{}] }, { ops: [{}, {}] }];
  const known = [new Set(["a"]), new Set(["a"]), new Set(["a"])];
  const results = [told([size("a", 1, 2)]), told()];
  assert.deepEqual(
    differencesOfSteps(steps, results, known).map(({ isKnown }) => isKnown),
    [true, false],
  );
});
