// Sealed PDF (PAdES). A seal is looked for where files of any maker tell it, in /ByteRange; what it
// says of the file holds however the rest is read, since all of it is covered.

import { concat, equal, hex, latin, refuse, utf8 } from "./bytes.js";
import { inForce, issuedBy, mayCommit } from "./certificates.js";
import { holds, readCms, rebuilt, who } from "./cms.js";
import { inflated } from "./inflate.js";

const RANGE = /\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g;
const MOST_SEALS = 16;
const MOST_FILE = 1024 * 1024; // bytes of a file within

function ranges(told) {
  const found = Array.from(told.matchAll(RANGE), (one) => ({
    at: one.index, range: one.slice(1).map(Number),
  }));
  refuse(found.length > MOST_SEALS, "more seals than are judged");
  return found;
}

function unescaped(told) {
  return told.replace(/\\(\d{1,3}|.)/gs, (_, one) =>
    /^\d/.test(one) ? String.fromCharCode(parseInt(one, 8) & 0xff) : one);
}

// The moment in the dictionary round a place: the signer's word.
function saidAt(told, place) {
  const around = told.slice(place, told.indexOf("endobj", place));
  const found = around.match(/\/M\s*\(((?:\\.|[^\\()])*)\)/s);
  const day = found && unescaped(found[1]).match(
    /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'(\d\d)'?)?$/,
  );
  if (!day) return null;
  const zone = day[7] ? `${day[7]}:${day[8]}` : "Z";
  const [year, month, date, hour, minute, second] = day.slice(1, 7);
  const at = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(at) ? null : at;
}

function gap(bytes, start, end) {
  refuse(end - start > MOST_FILE, "a seal larger than any");
  const told = latin(bytes.subarray(start, end));
  const found = told.match(/^<((?:[0-9A-Fa-f]{2})+)>$/);
  refuse(!found, "a seal that is not written as one");
  return Uint8Array.from(found[1].match(/../g), (pair) => parseInt(pair, 16));
}

// A signature is followed by noughts up to the end of its room.
function unpadded(data) {
  let length = data[1];
  let start = 2;
  if (length >= 0x80) {
    start = 2 + (length - 0x80);
    length = data.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  }
  const end = start + length;
  refuse(!(end <= data.length) || data.subarray(end).some((byte) => byte !== 0), "a seal cut off");
  return data.subarray(0, end);
}

async function judged(bytes, told, { at, range }, trust, now) {
  const [zero, start, end, rest] = range;
  refuse(zero !== 0 || start >= end || end + rest > bytes.length, "a seal over other bytes");
  const found = readCms(unpadded(gap(bytes, start, end)));
  const named = await who(found);
  const covered = concat(bytes.subarray(0, start), bytes.subarray(end, end + rest));
  const authority = await maker(found.own, trust.authorities);
  return {
    ...named,
    form: "PAdES",
    signedAt: saidAt(told, at),
    intact: await holds(found, covered),
    whole: end + rest === bytes.length,
    trusted: authority !== null && mayCommit(found.own),
    closed: authority !== null && isClosed(bytes.subarray(start, end), found, authority),
    own: found.own,
    more: inForce(found.own, now) && (authority === null || inForce(authority, now)) ? [] : ["undated"],
  };
}

async function maker(own, authorities) {
  for (const one of authorities) if (await issuedBy(own, one)) return one;
  return null;
}

function isClosed(room, found, authority) {
  const again = hex(rebuilt(found, authority)).toUpperCase();
  return equal(room, utf8(`<${again.padEnd(room.length - 2, "0")}>`));
}

// Begun and ended as a PDF is: a picture, or a file of which a part is missing, is none.
const isWhole = (told) => told.slice(0, 1024).includes("%PDF-") && told.slice(-1024).includes("%%EOF");

export async function judgePdf(bytes, trust, now) {
  const told = latin(bytes);
  const found = ranges(told);
  refuse(!found.length, "the file bears no seal", isWhole(told) ? "unsealed" : "unreadable");
  const seals = [];
  for (const one of found) seals.push(await judged(bytes, told, one, trust, now));
  return seals;
}

// A file within, by its name; null for none. Only of a file that a seal covers as a whole.
export async function attachedToPdf(bytes, name) {
  const told = latin(bytes);
  const listed = /\/Type \/Filespec\s+\/F \(((?:\\.|[^\\()])*)\)[^>]{0,600}?\/EF <<\s*\/F (\d{1,9}) 0 R/gs;
  const found = Array.from(told.matchAll(listed)).filter((one) => unescaped(one[1]) === name);
  if (!found.length) return null;
  refuse(found.length > 1, "two files of one name");
  const object = told.lastIndexOf(`\n${found[0][2]} 0 obj`);
  const head = told.slice(object, object + 400);
  const length = head.match(/\/Length (\d{1,8})\b[^R]/);
  const start = head.indexOf("stream\n");
  refuse(object < 0 || !length || start < 0, "a file that is not there");
  const from = object + start + 7;
  const data = bytes.subarray(from, from + Number(length[1]));
  return /\/Filter \/FlateDecode/.test(head) ? inflated(data, MOST_FILE) : data;
}
