// What is typed in free play is what Python would read, or is refused with a sentence.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments, readValue } from "../../web/literals.js";

function checkRead(cases) {
  for (const [text, value] of cases) assert.deepEqual(readValue(text), value, text);
}

// cases: [text, what the sentence says]
function checkRefused(cases) {
  for (const [text, says] of cases) assert.throws(() => readValue(text), { message: says }, text);
}

test("values are read as Python writes them", () => {
  const cases = {
    7: 7,
    "-5": -5,
    None: null,
    True: true,
    "'a b'": "a b",
    '"it\'s"': "it's",
    a: { ref: "a" },
    "li[2].x": { ref: "li[2].x" },
    "@17": { ref: "@17" },
    "P()": { new: "P" },
    "[1, [a], 'x',]": [1, [{ ref: "a" }], "x"],
    "()": { tuple: [] },
    "(1,)": { tuple: [1] },
    "(1)": 1,
    "{'k': 1}": { dict: [["k", 1]] },
    "{}": { dict: [] },
    "123456789012345678901": { int: "123456789012345678901" },
    "bytes(3)": { bytes: { zeros: 3 } },
    "d['k']": { ref: "d['k']" },
  };
  for (const [text, value] of Object.entries(cases)) assert.deepEqual(readValue(text), value, text);
  for (const text of ["", "[1", "'x", "1 2", "a b", "{1", "P(1)"])
    assert.throws(() => readValue(text), Error, text);
});

test("the escapes of a str are Python's", () => {
  checkRead([
    [String.raw`'\u4f60'`, "你"],
    [String.raw`'\x41\xe9'`, "Aé"],
    [String.raw`"\U0001f600!"`, "😀!"],
    [String.raw`'\101\7\12x\1012'`, "A\x07\nxA2"],
    [String.raw`'\777'`, "ǿ"],
    [String.raw`'\\ \' \" \a\b\f\n\r\t\v'`, "\\ ' \" \x07\b\f\n\r\t\v"],
    [String.raw`'\\n'`, "\\n"],
    [`"it's"`, "it's"],
    ["'你好'", "你好"],
    ["''", ""],
  ]);
});

test("what is no escape, or no character, is refused", () => {
  checkRefused([
    [String.raw`'\N{DASH}'`, /\\N\{\.\.\.\}.*not understood/],
    [String.raw`'\d'`, /no escape “\\d”/],
    [String.raw`'\x4'`, /2 hexadecimal digits.*\\x/],
    [String.raw`'\u4f6'`, /4 hexadecimal digits.*\\u/],
    [String.raw`'\u+123'`, /4 hexadecimal digits/],
    [String.raw`'\U0001f60'`, /8 hexadecimal digits/],
    [String.raw`'\U00110000'`, /no character/],
    [String.raw`'\ud83d'`, /no character/],
    [String.raw`'a\0'`, /NUL/],
    [String.raw`'\x00'`, /NUL/],
    [String.raw`'a\'`, /closing quote/],
    ["'a\\", /closing quote/],
    ["'''a'''", /Triple quotes/],
  ]);
});

const base64 = (bytes) => ({ bytes: Buffer.from(bytes, "latin1").toString("base64") });

test("bytes are read as every card shows them", () => {
  checkRead([
    ["b'ab'", base64("ab")],
    ['B"it\'s"', base64("it's")],
    ["b''", { bytes: "" }],
    [String.raw`b'\x00\xff\0\377\n\\\''`, base64("\x00\xff\0\xff\n\\'")],
    ["[b'a', bytes(2)]", [base64("a"), { bytes: { zeros: 2 } }]],
    ["bytes()", { bytes: "" }],
    ["bytes(0)", { bytes: { zeros: 0 } }],
    ["bytes", { ref: "bytes" }],
    ["b", { ref: "b" }],
  ]);
  checkRefused([
    ["b'é'", /only ASCII/],
    [String.raw`b'\u0041'`, /no escape “\\u0041”/],
    [String.raw`b'\400'`, /no byte/],
    [String.raw`b'\d'`, /no escape/],
    ["b'a", /closing quote/],
    ["bytes(-1)", /number of zeros/],
    ["bytes([1, 2])", /number of zeros.*b'\.\.\.'/],
    ["bytes('ab', 'ascii')", /number of zeros/],
    ["bytes(n)", /number of zeros/],
  ]);
});

test("the arguments of a call are split at the commas between them", () => {
  for (const [text, given] of [
    ["", {}],
    [" x = a ", { x: { ref: "a" } }],
    ["x=s, y=[1, 2]", { x: { ref: "s" }, y: [1, 2] }],
    ["x={'a=b, c': (1, 2)}, y='(', ", { x: { dict: [["a=b, c", { tuple: [1, 2] }]] }, y: "(" }],
    ["naïve_1=d['k, =']", { naïve_1: { ref: "d['k, =']" } }],
  ])
    assert.deepEqual(readArguments(text), given, text);
});

test("an argument that is not name=value is refused", () => {
  for (const [text, says] of [
    ["a", /needs the name of its parameter.*“a”/],
    ["x=1, 2", /needs the name of its parameter.*“2”/],
    ["'x=1'", /needs the name/],
    ["=1", /needs the name/],
    [",", /needs the name/],
    ["x=1 y=2", /Did not understand “y=2”/],
    ["x=", /value is missing/],
    ["x==1", /Did not understand “=1”/],
    ["x=1, x=2", /“x” is given twice/],
  ])
    assert.throws(() => readArguments(text), { message: says }, text);
});

test("ints are read in each of Python's ways", () => {
  checkRead([
    ["- 5", -5],
    ["+5", 5],
    ["-0", 0],
    ["1_000", 1000],
    ["0xFF", 255],
    ["-0o17", -15],
    ["0b101", 5],
    ["00", 0],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", { int: "9007199254740993" }],
    ["-123456789012345678901", { int: "-123456789012345678901" }],
  ]);
  checkRefused([
    ["2j", /no complex/],
    ["1.5J", /no complex/],
    ["007", /no zeros in front/],
    ["1__0", /“__0”/],
    ["12ab", /“ab”/],
    ["--5", /Nothing is calculated/],
  ]);
});

test("floats are read in each of Python's ways", () => {
  checkRead([
    ["1.5", 1.5],
    ["-.5", -0.5],
    ["1.", { float: 1 }],
    ["1.0", { float: 1 }],
    ["1e3", { float: 1000 }],
    ["- 2.5E-1_0", -2.5e-10],
    ["1_0.2_5", 10.25],
    ["0.0", { float: 0 }],
    ["1e300", { float: 1e300 }],
    ["[0.1, 1]", [0.1, 1]],
    ["float('nan')", { float: "nan" }],
    ["float('-inf')", { float: "-inf" }],
    ["d[1.5, 2e1]", { ref: "d[1.5, 2e1]" }],
  ]);
  checkRefused([
    ["1e400", /too large; write float\('inf'\)/],
    ["-0.0", /minus sign/],
    ["1e", /Did not understand “e”/],
    ["1.5.2", /Did not understand “.2”/],
    ["1_.5", /“_.5”/],
    ["float(1)", /takes 'nan'/],
    ["float('1.5')", /takes 'nan'/],
    ["d[float('nan')]", /is no key/],
  ]);
});

test("sets, frozensets and weakrefs are read", () => {
  checkRead([
    ["{1, 'a', (2, None),}", { set: [1, "a", { tuple: [2, null] }] }],
    ["{a}", { set: [{ ref: "a" }] }],
    ["set()", { set: [] }],
    ["{}", { dict: [] }],
    ["frozenset()", { frozenset: [] }],
    ["frozenset([1, {'k': {2}}])", { frozenset: [1, { dict: [["k", { set: [2] }]] }] }],
    ["weakref.ref(p)", { weakref: "p" }],
    ["weakref.ref(li[0].x, f)", { weakref: "li[0].x", callback: "f" }],
  ]);
  checkRefused([
    ["set([1, 2])", /written {1, 2}/],
    ["frozenset(a)", /takes a list/],
    ["frozenset([1], 2)", /Expected “\)”/],
    ["weakref.ref()", /takes a name/],
    ["weakref.ref(p, 5)", /takes a name/],
    ["weakref.ref([])", /takes a name/],
    ["weakref.ref(p, f, g)", /takes a name/],
  ]);
});

test("containers nest, and only a comma makes a tuple", () => {
  checkRead([
    ["([1, 2])", [1, 2]],
    ["('a,b')", "a,b"],
    ["([1, 2],)", { tuple: [[1, 2]] }],
    ["((),)", { tuple: [{ tuple: [] }] }],
    ["[[], [None, [True]], (1, False)]", [[], [null, [true]], { tuple: [1, false] }]],
    ["{(1, 2): {'k': []}, None: a,}", nestedDict()],
  ]);
  checkRefused([
    ["1, 2", /brackets here: \(1, 2\)/],
    ["(,)", /Did not understand/],
    ["[1,,2]", /Did not understand/],
    ["[1 2]", /Expected “\]” after “\[1”/],
    ["[1", /Expected “\]”/],
    ["{1: 2", /Expected “}”/],
    ["{1, 2", /Expected “}”/],
    ["{1, 2: 3}", /Expected “}”/],
    ["{1: 2, 3}", /Expected “:”/],
    ["{,}", /Did not understand/],
    ["[x for x in a]", /Nothing is calculated/],
  ]);
});

function nestedDict() {
  return {
    dict: [
      [{ tuple: [1, 2] }, { dict: [["k", []]] }],
      [null, { ref: "a" }],
    ],
  };
}

test("a str is repeated as Python would without folding it", () => {
  checkRead([
    ["''.join(['ab']) * 3", { str: "ab", repeat: 3 }],
    [String.raw`[ "" . join ( [ '\u4f60' ] ) * 0 ]`, [{ str: "你", repeat: 0 }]],
  ]);
  checkRefused([
    ["'ab' * 3", /Nothing is calculated.*''\.join\(\['ab'\]\) \* 3/],
    ["''.join(['ab'])", /methods of a str/],
    ["'-'.join(['ab']) * 3", /methods of a str/],
    ["''.join(['a', 'b']) * 3", /methods of a str/],
    ["''.join(['a']) * -1", /methods of a str/],
    ["'a'.upper()", /methods of a str/],
  ]);
});

test("references are handed on as they are written", () => {
  checkRead([
    ["li[0].x", { ref: "li[0].x" }],
    ["li [ -1 ] .x", { ref: "li[-1].x" }],
    ["@5[2]", { ref: "@5[2]" }],
    ["<module>.a", { ref: "<module>.a" }],
    [String.raw`d['it\'s']["]"][b'\x00']`, { ref: String.raw`d['it\'s']["]"][b'\x00']` }],
    ["d[1, (None, True)]", { ref: "d[1, (None, True)]" }],
    ["你好", { ref: "你好" }],
    ["[P(), m.P()]", [{ new: "P" }, { new: "m.P" }]],
  ]);
  checkRefused([
    ["li[i]", /“\[i\]” is no key/],
    ["li[]", /is no key/],
    ["li[[1]]", /is no key/],
    ["li[0:1]", /Expected “\]”/],
    ["li[0", /Expected “\]”/],
    ["li.", /attribute has to follow/],
    ["li.0", /attribute has to follow/],
  ]);
});

test("what is not there is refused with a sentence of its own", () => {
  checkRefused([
    ["P(1)", /with arguments/],
    ["foo(x=1)", /a function by its own control/],
    ["list()", /write \[1, 2\]/],
    ["str(5)", /write 'ab'/],
    ["range(3)", /type range is not there yet/],
    ["1 + 2", /Nothing is calculated/],
    ["a == b", /Nothing is calculated/],
    ["-a", /Nothing is calculated/],
    ["[*a]", /Nothing is calculated/],
    ["r'a'", /not r'\.\.\.'/],
    ["f'{a}'", /not f'\.\.\.'/],
    ["Rb'a'", /not Rb'\.\.\.'/],
    ["x = 5", /Did not understand “= 5”/],
    ["'a' 'b'", /Did not understand “'b'”/],
    ["!", /Did not understand “!”/],
  ]);
});
