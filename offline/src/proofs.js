// Proof files (c2sp.org/tlog-proof): that an entry stands in the tree of a checkpoint (RFC 6962).

import { concat, equal, hex, NotJudged, refuse, sha256, unbase64, untext, utf8 } from "./bytes.js";
import { readCheckpoint, readNote, readNumber, signedBy } from "./notes.js";
import { sm3 } from "./sm3.js";

const FIRST = "c2sp.org/tlog-proof@v1";
const MOST_PROOF = 1024 * 1024;
const MOST_HASHES = 63;
const ENTRY_BYTES = 66;
const FORMAT = 1;
const NAMES = ["entry", "salt", "content"];
const SALT_BYTES = 16;
const SEALING = 10; // kind of the entry of a paper that was sealed
const SKEW = 5 * 60 * 1000; // clocks of witnesses may be behind that of the office

function attested(extra) {
  let told;
  try {
    told = JSON.parse(untext(extra));
  } catch {
    throw new NotJudged("what the proof says of its entry cannot be read");
  }
  const plain = told !== null && typeof told === "object" && !Array.isArray(told);
  refuse(!plain || !("entry" in told), "the proof does not say which entry it proves");
  const odd = Object.entries(told).some(([k, v]) => !NAMES.includes(k) || typeof v !== "string");
  refuse(odd || "salt" in told !== "content" in told, "salt and content come together, as text");
  return Object.fromEntries(Object.entries(told).map(([k, v]) => [k, unbase64(v)]));
}

export function readProof(bytes, kinds) {
  refuse(bytes.length > MOST_PROOF, "longer than any proof");
  const whole = untext(bytes);
  const end = whole.indexOf("\n\n");
  const [first, ...rest] = whole.slice(0, end).split("\n");
  refuse(end < 0 || first !== FIRST, "not a proof of a transparency log");
  const extra = rest[0]?.startsWith("extra ") ? unbase64(rest.shift().slice(6)) : null;
  refuse(!extra || !rest[0]?.startsWith("index "), "the proof has no index, or not its entry");
  const path = rest.slice(1).map(unbase64);
  refuse(path.length > MOST_HASHES || path.some((hash) => hash.length !== 32), "hashes");
  const told = attested(extra);
  const known = told.entry.length === ENTRY_BYTES && told.entry[0] === FORMAT;
  refuse(!known || !kinds.includes(told.entry[1]), "an entry of an unknown format");
  const note = readNote(utf8(whole.slice(end + 2)));
  return { ...told, index: readNumber(rest[0].slice(6)), path, note, head: readCheckpoint(note) };
}

async function contains({ index, path, head, entry }) {
  if (index >= head.size) return false;
  let [node, last] = [index, head.size - 1n];
  let folded = await sha256(concat(Uint8Array.of(0), entry));
  for (const sibling of path) {
    if (last === 0n) return false;
    const right = (node & 1n) === 1n || node === last;
    folded = await sha256(concat(Uint8Array.of(1), ...(right ? [sibling, folded] : [folded, sibling])));
    while (right && (node & 1n) === 0n && node !== 0n) {
      node >>= 1n;
      last >>= 1n;
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(folded, head.root);
}

async function attests({ entry, salt, content }) {
  if (salt.length !== SALT_BYTES) return false;
  const salted = concat(salt, content);
  return equal(entry.subarray(2), concat(await sha256(salted), sm3(salted)));
}

// What a proof shows of a log of the trust block; throws where it does not hold.
export async function checkProof(bytes, trust) {
  const proof = readProof(bytes, trust.kinds);
  const log = trust.logs.find((one) => one.origin === proof.head.origin);
  refuse(!log, "a checkpoint of another log");
  const good = log.keys.filter((one) => one.until === null || proof.head.size <= one.until);
  const keys = good.map((one) => one.key).filter((one) => one.name === log.origin);
  refuse(!(await signedBy(proof.note, keys)).length, "no signature of a known key");
  const signed = await signedBy(proof.note, log.witnesses.map((one) => one.key));
  refuse(!(await contains(proof)), "the entry does not stand in the tree of this checkpoint");
  refuse(proof.salt && !(await attests(proof)), "the entry does not attest this content");
  return {
    office: log.office, origin: log.origin, index: proof.index, size: proof.head.size,
    kind: proof.entry[1], content: proof.content ?? null, witnesses: signed.map((one) => one.key.name),
    witnessedAt: witnessed(log.witnesses, signed),
  };
}

// The moment by which a majority of those who were asked then had signed: an upper bound of when
// the entry was made, which a minority cannot bring forward. Null where there is no majority.
export function witnessed(asked, signed) {
  const then = (one, at) => one.since - SKEW <= at && (one.until === null || at < one.until);
  const counted = signed.filter((one) => {
    const known = asked.find((other) => other.key === one.key);
    return one.at !== null && known !== undefined && then(known, one.at);
  });
  const times = counted.map((one) => one.at).sort((a, b) => a - b);
  const enough = times.findIndex((at, n) => 2 * (n + 1) > asked.filter((one) => then(one, at)).length);
  return enough < 0 ? null : times[enough];
}

// A receipt (回执): the proof of the leaf of the very file, which tells its content.
export async function checkReceipt(bytes, file, trust) {
  const found = await checkProof(bytes, trust);
  refuse(found.content === null || found.kind !== SEALING, "not a receipt of a paper");
  let told;
  try {
    told = JSON.parse(untext(found.content));
  } catch {
    throw new NotJudged("what the receipt says cannot be read");
  }
  refuse(told?.sha256 !== hex(await sha256(file)), "the receipt of another file");
  return found;
}
