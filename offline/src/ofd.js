// Sealed OFD (GB/T 33190-2016) as offices of this platform make it; of others it is said that they
// are not judged here. The order is that of GB/T 38540-2020, 7.3.

import { equal, refuse, unbase64, untext, utf8 } from "./bytes.js";
import { fingerprint, inForce, issuedBy, isSm2, maySign, OID, readCertificate, verifies } from "./certificates.js";
import { isPackedAs, unpacked } from "./package.js";
import { madeSealing, readSealing, usedBy } from "./ses.js";
import { sm3 } from "./sm3.js";

const FOLDER = "Doc_0";
const SIGNATURES = `${FOLDER}/Signs/Signatures.xml`;
const SIGNATURE = `${FOLDER}/Signs/Sign_0/Signature.xml`;
const SEAL = `${FOLDER}/Signs/Sign_0/Seal.esl`;
const VALUE = `${FOLDER}/Signs/Sign_0/SignedValue.dat`;
const LIST =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"><ofd:MaxSignId>1</ofd:MaxSignId>' +
  `<ofd:Signature ID="1" Type="Seal" BaseLoc="/${SIGNATURE}"/></ofd:Signatures>`;
const REFERENCE =
  /<ofd:Reference FileRef="\/([^"<>&]+)"><ofd:CheckValue>([A-Za-z0-9+/=]{44})<\/ofd:CheckValue><\/ofd:Reference>/g;
const AHEAD = 5 * 60 * 1000; // clocks of those who seal may be before ours

function covered(description) {
  const told = untext(description);
  refuse(!told.includes(`CheckMethod="${OID.sm3}"`), "digests of another kind", "weak");
  return new Map(Array.from(told.matchAll(REFERENCE), (one) => [one[1], unbase64(one[2])]));
}

function covers(files, sealing) {
  const description = files.get(SIGNATURE);
  if (!equal(sm3(description), sealing.digest)) return { intact: false, whole: true };
  const digests = covered(description);
  const free = new Set([SIGNATURES, SIGNATURE, VALUE]);
  const there = [...digests].every(([name, digest]) => {
    const file = files.get(name);
    return file !== undefined && equal(sm3(file), digest);
  });
  const left = [...files.keys()].filter((name) => !digests.has(name) && !free.has(name));
  return { intact: digests.size > 0 && there, whole: left.length === 0 };
}

async function doubts(files, sealing, own, maker, now) {
  const { seal } = sealing;
  const found = [];
  const algorithms = [sealing.algorithm, seal.algorithm];
  if (algorithms.some((one) => one !== OID.sm2sm3)) found.push("foreign");
  else if (!(await verifies(own, OID.sm2sm3, sealing.signed, sealing.signature))) found.push("unsigned");
  if (!usedBy(seal, own.encoded)) found.push("unlisted");
  if (!(await isMade(files, sealing, maker))) found.push("forged");
  const inDays = seal.from <= sealing.at && sealing.at <= seal.to;
  if (!inDays || !inForce(own, sealing.at) || sealing.at > now + AHEAD) found.push("untimely");
  else if (now > own.to || now > seal.to) found.push("undated");
  return found;
}

async function isMade(files, sealing, maker) {
  const { seal } = sealing;
  const apart = files.get(SEAL);
  if (!apart || !equal(apart, seal.raw) || sealing.place !== `/${SIGNATURE}`) return false;
  for (const signed of seal.signed) {
    if (await verifies(maker, OID.sm2sm3, signed, seal.signature)) return true;
  }
  return false;
}

async function isTrusted(own, maker, authorities) {
  let certified = false;
  let made = false;
  for (const one of authorities) {
    certified ||= await issuedBy(own, one);
    made ||= equal(maker.encoded, one.encoded) || (await issuedBy(maker, one));
  }
  return certified && made && maySign(own);
}

function isClosedOfd(files, sealing, bytes) {
  return equal(madeSealing(sealing), files.get(VALUE)) && isPackedAs(files, bytes);
}

export async function judgeOfd(bytes, trust, now) {
  const files = unpacked(bytes);
  refuse(!files.has(SIGNATURES), "the file bears no seal", "unsealed");
  const ours = equal(files.get(SIGNATURES), utf8(LIST));
  refuse(!ours || !files.has(SIGNATURE) || !files.has(VALUE), "sealed in another way", "foreign");
  const sealing = readSealing(files.get(VALUE));
  const [own, maker] = [sealing.certificate, sealing.seal.maker].map(readCertificate);
  refuse(!isSm2(own) || !isSm2(maker), "not keys of SM2", "foreign");
  const { intact, whole } = covers(files, sealing);
  const more = await doubts(files, sealing, own, maker, now);
  const broken = more.includes("unsigned") || more.includes("foreign");
  const seal = {
    name: own.name, fingerprint: await fingerprint(own), form: "SES V4", signedAt: sealing.at,
    intact: intact && !broken, whole, own, more,
    trusted: await isTrusted(own, maker, trust.authorities),
    closed: isClosedOfd(files, sealing, bytes),
  };
  return [seal];
}

export function attachedToOfd(bytes, name) {
  return unpacked(bytes).get(`${FOLDER}/Attachs/${name}`) ?? null;
}
