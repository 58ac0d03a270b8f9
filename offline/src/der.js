// ASN.1 in its distinguished encoding (X.690), one encoding of each value and no other.

import { concat, NotJudged, number, refuse, untext, latin } from "./bytes.js";

export const TAG = {
  integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, printable: 0x13, ia5: 0x16,
  utcTime: 0x17, generalTime: 0x18, sequence: 0x30, set: 0x31, context: 0xa0,
};
const LONG = 0x80;
const LONGEST_NUMBER = 64;
const CENTURY = 50;

function first(data) {
  refuse(data.length < 2 || (data[0] & 0x1f) === 0x1f, "a value that is cut off");
  let length = data[1];
  let start = 2;
  if (length >= LONG) {
    const count = length - LONG;
    refuse(count < 1 || count > 4 || data.length < 2 + count, "a length in another form");
    start = 2 + count;
    length = Number(number(data.subarray(2, start)));
    refuse(length < LONG || length < 256 ** (count - 1), "a length in another form");
  }
  const end = start + length;
  refuse(end > data.length, "a value that is cut off");
  const value = { tag: data[0], content: data.subarray(start, end), raw: data.subarray(0, end) };
  return [value, data.subarray(end)];
}

export function readDer(data) {
  const [value, rest] = first(data);
  refuse(rest.length, "something follows the value");
  return value;
}

export function content(value, tag) {
  refuse(!value || value.tag !== tag, "another kind of value");
  return value.content;
}

export function parts(value, tag = TAG.sequence) {
  const found = [];
  let rest = content(value, tag);
  while (rest.length) {
    const [one, after] = first(rest);
    found.push(one);
    rest = after;
  }
  return found;
}

export function exactly(count, value, tag = TAG.sequence) {
  const found = parts(value, tag);
  refuse(found.length !== count, "another number of parts");
  return found;
}

export function whole(value) {
  const told = content(value, TAG.integer);
  const long = told.length > 1 && told[0] === 0 && told[1] < LONG;
  refuse(!told.length || long || told[0] >= LONG || told.length > LONGEST_NUMBER, "a number");
  return number(told);
}

export function bitBytes(value) {
  const told = content(value, TAG.bits);
  refuse(!told.length || told[0] !== 0, "bits that are no bytes");
  return told.subarray(1);
}

export function dotted(value) {
  const told = content(value, TAG.oid);
  const ends = told.length && told.length <= LONGEST_NUMBER && told[told.length - 1] < LONG;
  refuse(!ends, "an identifier that does not end");
  const numbers = [];
  let running = 0n;
  for (const byte of told) {
    refuse(running === 0n && byte === LONG, "an identifier in another form");
    running = (running << 7n) | BigInt(byte & 0x7f);
    if (byte < LONG) {
      numbers.push(running);
      running = 0n;
    }
  }
  const head = numbers[0] / 40n > 2n ? 2n : numbers[0] / 40n;
  return [head, numbers[0] - head * 40n, ...numbers.slice(1)].join(".");
}

export function text(value, ...tags) {
  refuse(!value || !tags.includes(value.tag), "not the text that was expected");
  if (value.tag === TAG.utf8) return untext(value.content);
  refuse(value.content.some((byte) => byte >= LONG), "text in another encoding");
  return latin(value.content);
}

export function moment(value) {
  let told = text(value, TAG.utcTime, TAG.generalTime);
  if (value.tag === TAG.utcTime && /^\d\d/.test(told)) {
    told = (Number(told.slice(0, 2)) < CENTURY ? "20" : "19") + told;
  }
  const found = told.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/);
  refuse(!found, "a time in another form");
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // A day that does not exist would become another one.
  const back = new Date(at).toISOString().replace(/[-:T]|\.000Z/g, "");
  refuse(year < 1000 || back !== found.slice(1).join(""), "no such time");
  return at;
}

export function tlv(tag, ...contents) {
  const value = concat(...contents);
  if (value.length < LONG) return concat(Uint8Array.of(tag, value.length), value);
  const digits = [];
  for (let rest = value.length; rest; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return concat(Uint8Array.of(tag, LONG | digits.length, ...digits), value);
}

export function oid(told) {
  const [head, second, ...rest] = told.split(".").map(Number);
  const bytes = [];
  for (const one of [head * 40 + second, ...rest]) {
    const digits = [one & 0x7f];
    for (let more = Math.floor(one / 128); more; more = Math.floor(more / 128)) {
      digits.unshift((more & 0x7f) | 0x80);
    }
    bytes.push(...digits);
  }
  return tlv(TAG.oid, Uint8Array.from(bytes));
}

// Whatever goes wrong inside while bytes of strangers are read is "cannot be read".
export function reading(what, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotJudged) throw error;
    throw new NotJudged(`${what} cannot be read`);
  }
}
