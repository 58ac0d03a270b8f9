// The package of an OFD as sealing writes it: files stored one behind the other, without dates. Read
// in this form only, written again and compared, so that no byte is free.

import { concat, equal, refuse, untext, utf8 } from "./bytes.js";

const MOST_FILES = 4096;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const TOLD = 26; // bytes of what both heads say of a file
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let rest = n;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function crc32(data) {
  let rest = 0xffffffff;
  for (const byte of data) rest = TABLE[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}

// Fields of two and four bytes, the smaller end first.
function fields(...pairs) {
  const out = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) out.setUint16(at, value, true);
    else out.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(out.buffer);
}

function said(name, data) {
  const size = data.length;
  return fields(
    [2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, crc32(data)], [4, size], [4, size],
    [2, name.length], [2, 0],
  );
}

export function packed(files) {
  const parts = [];
  const directory = [];
  let place = 0;
  for (const [name, data] of files) {
    const encoded = utf8(name);
    const told = said(encoded, data);
    parts.push(fields([4, LOCAL]), told, encoded, data);
    directory.push(
      fields([4, CENTRAL], [2, 20]), told,
      fields([2, 0], [2, 0], [2, 0], [4, 0], [4, place]), encoded,
    );
    place += 4 + TOLD + encoded.length + data.length;
  }
  const listed = concat(...directory);
  const counts = [[2, files.size], [2, files.size], [4, listed.length], [4, place], [2, 0]];
  return concat(...parts, listed, fields([4, END], [2, 0], [2, 0], ...counts));
}

export function unpacked(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map();
  let at = 0;
  while (at + 4 + TOLD <= bytes.length && view.getUint32(at, true) === LOCAL) {
    const size = view.getUint32(at + 18, true);
    const start = at + 4 + TOLD + view.getUint16(at + 26, true);
    refuse(view.getUint16(at + 8, true) !== 0, "a packed file", "foreign");
    refuse(start + size > bytes.length, "a file that is cut off");
    const name = untext(bytes.subarray(at + 4 + TOLD, start));
    const odd = !name || files.has(name) || name.startsWith("/") || name.split("/").includes("..");
    refuse(odd, "a file without a name, two of one, or one that lies elsewhere");
    files.set(name, bytes.subarray(start, start + size));
    refuse(files.size > MOST_FILES, "more files than are judged", "too-large");
    at = start + size;
  }
  refuse(!files.size, "no package");
  return files;
}

export const isPackedAs = (files, bytes) => equal(packed(files), bytes);
