// Signed notes, cosignatures and checkpoints (c2sp.org: signed-note, tlog-cosignature,
// tlog-checkpoint).

import { base64, concat, equal, NotJudged, number, refuse, sha256, unbase64, untext, utf8 } from "./bytes.js";

export const COSIGNATURE = 4;
const ED25519 = 1;
const MOST_NOTE = 64 * 1024;
const MOST_SIGNATURES = 64;
const DASH = "— ";
const BAD_NAME = /[\s+\u0000-\u0020\u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const MOST_LEAVES = 2n ** 62n;

export async function readKey(told) {
  const [name, id, ...rest] = told.split("+");
  const key = unbase64(rest.join("+"));
  refuse(!name || BAD_NAME.test(name) || key.length !== 33, "no key");
  const found = { name, kind: key[0], key: key.subarray(1), told };
  refuse(found.kind !== ED25519 && found.kind !== COSIGNATURE, "a key of another kind");
  const digest = await sha256(concat(utf8(`${name}\n`), key));
  found.id = digest.subarray(0, 4);
  refuse(id !== Array.from(found.id, (b) => b.toString(16).padStart(2, "0")).join(""), "its id");
  return found;
}

export function readNumber(told) {
  refuse(!/^(0|[1-9][0-9]{0,18})$/.test(told), "no number");
  const found = BigInt(told);
  refuse(found > MOST_LEAVES, "a number beyond any log");
  return found;
}

function signature(line) {
  refuse(!line.startsWith(DASH), "a line that is no signature");
  const told = line.slice(DASH.length);
  const space = told.indexOf(" ");
  const name = told.slice(0, space);
  refuse(space < 1 || BAD_NAME.test(name), "a line that is no signature");
  const data = unbase64(told.slice(space + 1));
  refuse(data.length < 5, "a signature without bytes");
  return { name, id: data.subarray(0, 4), value: data.subarray(4) };
}

export function readNote(bytes) {
  refuse(bytes.length > MOST_NOTE, "longer than any note");
  const whole = untext(bytes);
  refuse(/[\u0000-\u0009\u000b-\u001f]/.test(whole), "a control character");
  const end = whole.lastIndexOf("\n\n");
  refuse(end < 0 || !whole.endsWith("\n") || whole.length < end + 3, "no signatures");
  const lines = whole.slice(end + 2, -1).split("\n");
  refuse(lines.length > MOST_SIGNATURES, "more signatures than are read");
  return { text: whole.slice(0, end + 1), signatures: lines.map(signature) };
}

async function isSigned(key, message, value) {
  try {
    const imported = await crypto.subtle.importKey("raw", key.key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, value, message);
  } catch {
    return false;
  }
}

async function judgedLine(text, line, key) {
  if (key.kind !== COSIGNATURE) {
    if (!(await isSigned(key, utf8(text), line.value))) throw new NotJudged(`false: ${key.name}`);
    return { key, at: null };
  }
  const at = number(line.value.subarray(0, 8));
  const message = utf8(`cosignature/v1\ntime ${at}\n${text}`);
  const held = at < 2n ** 63n && (await isSigned(key, message, line.value.subarray(8)));
  refuse(!held, `the signature of ${key.name} is false`);
  return { key, at: Number(at) * 1000 };
}

// Signatures of others are passed over; one of a known key that is false is refused.
export async function signedBy(note, known) {
  const found = [];
  for (const line of note.signatures) {
    const key = known.find((one) => one.name === line.name && equal(one.id, line.id));
    if (key && !found.some((one) => one.key === key)) found.push(await judgedLine(note.text, line, key));
  }
  return found;
}

export function readCheckpoint(note) {
  const lines = note.text.slice(0, -1).split("\n");
  refuse(lines.length < 3 || lines.some((line) => !line), "not a checkpoint");
  const root = unbase64(lines[2]);
  refuse(root.length !== 32 || base64(root) !== lines[2], "the root is not 32 bytes");
  return { origin: lines[0], size: readNumber(lines[1]), root };
}
