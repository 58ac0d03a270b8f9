// CMS signatures (RFC 5652): read, verified, and built again from what they cover.

import { concat, equal, NotJudged, refuse, sha256 } from "./bytes.js";
import { fingerprint, OID, readCertificate, verifies } from "./certificates.js";
import { content, dotted, exactly, oid, parts, readDer, reading, TAG, tlv, whole } from "./der.js";

const SIGNED = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
const NULL = Uint8Array.of(5, 0);
const ONE = Uint8Array.of(2, 1, 1);

function attribute(attributes, kind) {
  const found = attributes.map((one) => exactly(2, one)).filter(([k]) => dotted(k) === kind);
  refuse(found.length !== 1, "an attribute that is not there once");
  const [value] = exactly(1, found[0][1], TAG.set);
  return value;
}

export function readCms(data) {
  return reading("a signature", () => {
    const [type, held] = exactly(2, readDer(data));
    const [signed] = exactly(1, held, TAG.context);
    const told = parts(signed);
    const certificates = told.find((one) => one.tag === TAG.context);
    const [signer] = exactly(1, told[told.length - 1], TAG.set);
    const [version, sid, digest, attributes, algorithm, value] = parts(signer);
    refuse(dotted(type) !== SIGNED || whole(version) !== 1n, "not a signature of version 1");
    const [issuer, serial] = exactly(2, sid);
    const list = parts(attributes, TAG.context);
    return {
      own: parts(certificates, TAG.context)
        .map((one) => readCertificate(one.raw))
        .find((one) => equal(one.issuer, issuer.raw) && equal(one.serial, serial.raw)),
      digestKind: dotted(parts(digest)[0]),
      algorithm: dotted(parts(algorithm)[0]),
      attributes: attributes.raw,
      contentType: dotted(attribute(list, CONTENT_TYPE)),
      digest: content(attribute(list, MESSAGE_DIGEST), TAG.octets),
      named: attribute(list, CERTIFICATE_V2),
      signature: content(value, TAG.octets),
    };
  });
}

// Whether the certificate is the one that the signed attributes name (RFC 5035).
async function isNamed(found) {
  const [list] = parts(found.named);
  const [first] = parts(parts(list)[0]);
  const digest = content(first, TAG.octets);
  return equal(digest, await sha256(found.own.encoded));
}

export async function holds(found, covered) {
  const simple = found.algorithm === OID.rsa ? OID.rsa256 : found.algorithm;
  if (found.digestKind !== OID.sha256 || found.contentType !== DATA) return false;
  if (!equal(found.digest, await sha256(covered)) || !(await isNamed(found))) return false;
  const attributes = concat(Uint8Array.of(TAG.set), found.attributes.subarray(1));
  return verifies(found.own, simple, attributes, found.signature);
}

function ordered(one, other) {
  const length = Math.min(one.length, other.length);
  for (let n = 0; n < length; n += 1) if (one[n] !== other[n]) return one[n] - other[n];
  return one.length - other.length;
}

// As sealing writes it; so no byte beside what is covered can be changed unseen.
export function rebuilt(found, authority) {
  const digest = tlv(TAG.sequence, oid(OID.sha256), NULL);
  const signer = tlv(
    TAG.sequence, ONE, tlv(TAG.sequence, found.own.issuer, found.own.serial), digest,
    found.attributes, tlv(TAG.sequence, oid(OID.ecdsa)), tlv(TAG.octets, found.signature),
  );
  const certificates = [found.own.encoded, authority.encoded].sort(ordered);
  const signed = tlv(
    TAG.sequence, ONE, tlv(TAG.set, digest), tlv(TAG.sequence, oid(DATA)),
    tlv(TAG.context, ...certificates), tlv(TAG.set, signer),
  );
  return tlv(TAG.sequence, oid(SIGNED), tlv(TAG.context, signed));
}

export async function who(found) {
  if (!found.own) throw new NotJudged("a signature without its certificate");
  return { name: found.own.name, fingerprint: await fingerprint(found.own) };
}
