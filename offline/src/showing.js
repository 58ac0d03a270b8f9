// A code of showing (亮证), judged without the register: whether the office made it, with which key,
// and what it says stood when it was made. The layout is that of `dengbu/inquiry/rules/showing.py`.

import { concat, hex, NotJudged, number, refuse, sha256, untext, utf8 } from "./bytes.js";

const CODE_CONTEXT = utf8("dengbu showing 1\n");
const CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CODE_FIELDS = [["key", 4], ["showing", 8], ["moment", 5], ["nonce", 6], ["found", 1], ["told", 1], ["salt", 8], ["digest", 12]];
const CODE_SIGNATURE = 64;
const LONGEST_CODE = 1000;
const LAST_SECOND = 253402300799; // of the year 9999
const CODE_LIFE = 60000;
const CODE_SKEW = 5000;
export const IN_FORCE = 1;
export const SEIZED = 2;

function unbase32(text) {
  refuse(!/^[A-Za-z2-7]+$/.test(text) || text.length > LONGEST_CODE, "not letters and digits of a code");
  let kept = 0;
  let bits = 0;
  const bytes = [];
  for (const letter of text.toUpperCase()) {
    kept = (kept << 5) | CODE_LETTERS.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((kept >> bits) & 255);
      kept &= (1 << bits) - 1;
    }
  }
  refuse(bits > 4 || kept !== 0, "base32 that nobody writes so");
  return Uint8Array.from(bytes);
}

// A text with its length before it.
function short(bytes, at) {
  refuse(at >= bytes.length, "cut off");
  const end = at + 1 + bytes[at];
  refuse(end > bytes.length, "cut off");
  return [untext(bytes.subarray(at + 1, end)), end];
}

export function readShown(text) {
  const whole = unbase32(text.trim());
  const signed = whole.subarray(0, -CODE_SIGNATURE);
  const head = CODE_FIELDS.reduce((sum, [, size]) => sum + size, 1);
  refuse(whole.length < head + 2 + CODE_SIGNATURE || whole[0] !== 1, "another layout");
  const code = {};
  let at = 1;
  for (const [name, size] of CODE_FIELDS) {
    code[name] = signed.subarray(at, at + size);
    at += size;
  }
  const [purpose, next] = short(signed, at);
  const [paper, end] = short(signed, next);
  const seconds = Number(number(code.moment));
  refuse(end !== signed.length || /[^\x00-\x7f]/.test(purpose), "longer or shorter than it says");
  refuse(seconds > LAST_SECOND, "a moment that no calendar has");
  return {
    key: hex(code.key), moment: seconds * 1000, found: code.found[0], told: code.told[0],
    purpose, number: paper, signed, signature: whole.subarray(-CODE_SIGNATURE),
  };
}

export async function readShowingKey({ office, name, public: told, until, revoked, purposes }) {
  const raw = Uint8Array.from(told.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  refuse(raw.length !== 32 || hex(raw) !== told, "no key of codes");
  const id = hex((await sha256(concat(CODE_CONTEXT, raw))).subarray(0, 4));
  const verifier = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  return {
    office, name, purposes, id, verifier,
    until: until === null ? null : Date.parse(until),
    revoked: revoked === null ? null : Date.parse(revoked),
  };
}

function when(moment, key, now, made) {
  if (key.revoked !== null && moment + 1000 > key.revoked) return "KEY_REVOKED";
  if (key.until !== null && moment > key.until + CODE_SKEW) return "KEY_ENDED";
  if (now < made) return "CLOCK"; // the page was made: it is later than this clock says
  if (moment > now + CODE_SKEW) return "FUTURE";
  return now - moment > CODE_LIFE ? "EXPIRED" : "TOLD";
}

// Never throws. `code` is null where not one word of it can be believed.
export async function judgeShown(text, { showings, made }, now) {
  let code;
  try {
    code = readShown(text);
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    return { outcome: "UNREADABLE", code: null, key: null };
  }
  const known = showings.filter((one) => one.id === code.key);
  if (!known.length) return { outcome: "KEY_UNKNOWN", code: null, key: null };
  const content = concat(CODE_CONTEXT, code.signed);
  for (const key of known) {
    if (await crypto.subtle.verify("Ed25519", key.verifier, code.signature, content)) {
      return { outcome: when(code.moment, key, now, made), code, key };
    }
  }
  return { outcome: "FORGED", code: null, key: null };
}
