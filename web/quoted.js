// Reads what stands between quotes, with Python's escapes. A reader is {text, at}; here `at` is the
// opening quote, and is behind the closing one afterwards. What is not understood is refused: an
// Error with a sentence for the learner.

const SIMPLE = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const HEX_DIGITS = { x: 2, u: 4, U: 8 };
const LAST_CHARACTER = 0x10ffff;

export function readString(reader) {
  return readQuoted(reader, readCharacter);
}

// The bytes as a string of characters up to U+00FF; a reader's `at` is the quote, not the b.
export function readBytes(reader) {
  return readQuoted(reader, readByte);
}

function readQuoted(reader, readNext) {
  const quote = reader.text[reader.at];
  if (reader.text.startsWith(quote.repeat(3), reader.at))
    throw new Error("Triple quotes are not understood here; one quote and \\n will do.");
  let value = "";
  reader.at++;
  while (reader.text[reader.at] !== quote) value += readNext(reader);
  reader.at++;
  return value;
}

function readCharacter(reader) {
  return current(reader) === "\\" ? characterOf(readEscape(reader)) : take(reader);
}

function readByte(reader) {
  const letter = current(reader);
  if (letter === "\\") return byteOf(readEscape(reader));
  if (letter > "\x7f")
    throw new Error(`b'...' holds only ASCII; write “${letter}” as its bytes: \\xhh.`);
  return take(reader);
}

function current(reader) {
  const letter = reader.text[reader.at];
  if (letter === undefined) throw new Error("The string has no closing quote.");
  return letter;
}

function take(reader) {
  return reader.text[reader.at++];
}

// {text, code}: the escape as it is written, and the code it stands for.
function readEscape(reader) {
  const rest = reader.text.slice(reader.at);
  const octal = /^\\[0-7]{1,3}/.exec(rest)?.[0];
  const letter = rest[1];
  if (letter === undefined) throw new Error("The string has no closing quote.");
  if (octal) return takeEscape(reader, octal, Number.parseInt(octal.slice(1), 8));
  if (SIMPLE[letter]) return takeEscape(reader, `\\${letter}`, SIMPLE[letter].codePointAt(0));
  const count = HEX_DIGITS[letter];
  if (!count) throw new Error(unknownEscape(letter));
  const digits = rest.slice(2, 2 + count);
  if (!/^[0-9a-f]*$/i.test(digits) || digits.length < count)
    throw new Error(`${count} hexadecimal digits have to follow “\\${letter}”.`);
  return takeEscape(reader, `\\${letter}${digits}`, Number.parseInt(digits, 16));
}

function takeEscape(reader, text, code) {
  reader.at += text.length;
  return { text, code };
}

function unknownEscape(letter) {
  if (letter === "N")
    return "“\\N{...}” is not understood here; write the character itself, or \\uXXXX.";
  return `There is no escape “\\${letter}”; a backslash itself is written “\\\\”.`;
}

function characterOf({ text, code }) {
  if (code === 0) throw new Error(`A str with NUL (“${text}”) can't be made here.`);
  if (code > LAST_CHARACTER || (code >= 0xd800 && code <= 0xdfff))
    throw new Error(`There is no character “${text}”.`);
  return String.fromCodePoint(code);
}

function byteOf({ text, code }) {
  if (/^\\[uU]/.test(text)) throw new Error(`b'...' has no escape “${text}”; write \\xhh.`);
  if (code > 0xff) throw new Error(`“${text}” is no byte: bytes go from 0 to 255 (\\377).`);
  return String.fromCharCode(code);
}
