// Certificates of X.509 (RFC 5280; GM/T 0015-2012 for SM2), and what their keys have signed.

import { concat, equal, hex, refuse, sha256 } from "./bytes.js";
import {
  bitBytes, content, dotted, exactly, moment, oid, parts, readDer, reading, TAG, text, tlv, whole,
} from "./der.js";
import { sm2Verifies } from "./sm2.js";

export const OID = {
  sm2: "1.2.156.10197.1.301", sm2sm3: "1.2.156.10197.1.501", sm3: "1.2.156.10197.1.401",
  ecKey: "1.2.840.10045.2.1", p256: "1.2.840.10045.3.1.7", ecdsa: "1.2.840.10045.4.3.2",
  rsa: "1.2.840.113549.1.1.1", rsa256: "1.2.840.113549.1.1.11", sha256: "2.16.840.1.101.3.4.2.1",
};
const NAME = "2.5.4.3";
const BASIC = "2.5.29.19";
const USAGE = "2.5.29.15";
const SIGNS = 0xc0; // digitalSignature or contentCommitment, the first bits
const COMMITS = 0x40;
const CERTIFIES = 0x04;
const TRUE = Uint8Array.of(1, 1, 0xff);
const SM2_KIND = tlv(TAG.sequence, oid(OID.ecKey), oid(OID.sm2));

function commonName(subject) {
  for (const group of parts(subject)) {
    for (const pair of parts(group, TAG.set)) {
      const [kind, value] = exactly(2, pair);
      if (dotted(kind) === NAME) return text(value, TAG.utf8, TAG.printable, TAG.ia5);
    }
  }
  return "";
}

function extensions(more) {
  const held = more.find((one) => one.tag === TAG.context + 3);
  if (!held) return new Map();
  const [list] = exactly(1, held, TAG.context + 3);
  return new Map(
    parts(list).map((one) => {
      const told = parts(one);
      return [dotted(told[0]), readDer(content(told[told.length - 1], TAG.octets))];
    }),
  );
}

function usage(found) {
  const told = found.get(USAGE);
  return told ? content(told, TAG.bits)[1] ?? 0 : null;
}

export function readCertificate(encoded) {
  return reading("a certificate", () => {
    const [body, algorithm, signature] = exactly(3, readDer(encoded));
    const told = parts(body);
    refuse(told.length < 7 || told[0].tag !== TAG.context, "not of version 3");
    const [, serial, , issuer, days, subject, key, ...more] = told;
    const [start, end] = exactly(2, days);
    const [kind, bits] = exactly(2, key);
    const found = extensions(more);
    const basic = found.get(BASIC);
    const limits = basic ? parts(basic) : [];
    return {
      encoded, body: body.raw, algorithm: dotted(parts(algorithm)[0]),
      signature: bitBytes(signature), issuer: issuer.raw, subject: subject.raw,
      serial: serial.raw, name: commonName(subject), key: key.raw, keyKind: kind.raw,
      point: bitBytes(bits), from: moment(start), to: moment(end), usage: usage(found),
      authority: limits.length > 0 && equal(limits[0].raw, TRUE),
    };
  });
}

export const isSm2 = (one) => equal(one.keyKind, SM2_KIND) && one.point[0] === 4;

export const inForce = (one, at) => one.from <= at && at <= one.to;

export const maySign = (one) => one.usage === null || (one.usage & SIGNS) !== 0;

// What stands for more than who was there (RFC 5280, 4.2.1.3): asked of who seals a PDF.
export const mayCommit = (one) => one.usage === null || (one.usage & COMMITS) !== 0;

const mayCertify = (one) => one.authority && (one.usage === null || (one.usage & CERTIFIES) !== 0);

export const fingerprint = async (one) => hex(await sha256(one.encoded));

// The two numbers of a signature without their frame, as browsers want them.
function plain(signature) {
  return concat(
    ...exactly(2, readDer(signature)).map((part) => {
      const told = whole(part).toString(16).padStart(64, "0");
      refuse(told.length !== 64, "a number beyond the curve");
      return Uint8Array.from(told.match(/../g), (pair) => parseInt(pair, 16));
    }),
  );
}

async function browserVerifies(key, algorithm, message, signature) {
  const kinds = {
    [OID.ecdsa]: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
    [OID.rsa256]: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  };
  const kind = kinds[algorithm];
  if (!kind) return false;
  const imported = await crypto.subtle.importKey("spki", key, kind, false, ["verify"]);
  const told = algorithm === OID.ecdsa ? plain(signature) : signature;
  return crypto.subtle.verify(kind, imported, told, message);
}

export async function verifies(one, algorithm, message, signature) {
  try {
    if (algorithm === OID.sm2sm3) {
      return isSm2(one) && sm2Verifies(one.point.subarray(1), message, signature);
    }
    return await browserVerifies(one.key, algorithm, message, signature);
  } catch {
    return false;
  }
}

export async function issuedBy(one, authority) {
  return (
    mayCertify(authority) && equal(authority.subject, one.issuer) &&
    verifies(authority, one.algorithm, one.body, one.signature)
  );
}
