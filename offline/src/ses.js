// Electronic seals and what they sign (GB/T 38540-2020, V4), read strictly.

import { equal, NotJudged, refuse } from "./bytes.js";
import {
  bitBytes, content, dotted, exactly, moment, oid, parts, readDer, reading, TAG, text, tlv, whole,
} from "./der.js";
import { OID } from "./certificates.js";
import { sm3 } from "./sm3.js";

const VERSION = 4n;
const CERTIFICATES = 1n;
const DIGESTS = 2n;

// What makers add for themselves is signed, and says nothing to others.
function withoutMore(found) {
  const last = found[found.length - 1];
  return last && last.tag === TAG.context ? found.slice(0, -1) : found;
}

function users(value, kind) {
  const listed = parts(value);
  if (kind === CERTIFICATES) return listed.map((one) => content(one, TAG.octets));
  refuse(kind !== DIGESTS, "a list of users of an unknown kind");
  return listed.map((one) => {
    const [name, digest] = exactly(2, one);
    const named = text(name, TAG.printable, TAG.ia5, TAG.utf8).toUpperCase();
    return named === "SM3" || named === OID.sm3 ? content(digest, TAG.octets) : new Uint8Array();
  });
}

function readSeal(value) {
  const [info, maker, algorithm, signature] = exactly(4, value);
  const [header, , properties] = withoutMore(parts(info));
  const [mark] = exactly(3, header);
  const [type, name, kind, listed, made, from, to] = exactly(7, properties);
  refuse(text(mark, TAG.ia5) !== "ES", "not a seal");
  whole(type);
  const three = tlv(TAG.sequence, info.raw, maker.raw, algorithm.raw);
  return {
    raw: value.raw, name: text(name, TAG.utf8), users: users(listed, whole(kind)),
    byDigest: whole(kind) === DIGESTS, made: moment(made), from: moment(from), to: moment(to),
    signed: [info.raw, three], maker: content(maker, TAG.octets), algorithm: dotted(algorithm),
    signature: bitBytes(signature),
  };
}

export const usedBy = (seal, certificate) => {
  const own = seal.byDigest ? sm3(certificate) : certificate;
  return seal.users.some((one) => equal(one, own));
};

export function readSealing(data) {
  return reading("a sealing", () => {
    const found = parts(readDer(data));
    if (found.length !== 4) throw new NotJudged("a sealing of another form", "foreign");
    const [signed, certificate, algorithm, signature] = found;
    const said = withoutMore(parts(signed));
    refuse(said.length !== 5 || whole(said[0]) !== VERSION, "of another version", "foreign");
    const [, seal, at, digest, place] = said;
    return {
      signed: signed.raw, seal: readSeal(seal), at: moment(at), digest: bitBytes(digest),
      place: text(place, TAG.ia5), certificate: content(certificate, TAG.octets),
      algorithm: dotted(algorithm), signature: bitBytes(signature),
    };
  });
}

export function madeSealing(found) {
  return tlv(
    TAG.sequence, found.signed, tlv(TAG.octets, found.certificate), oid(OID.sm2sm3),
    tlv(TAG.bits, Uint8Array.of(0), found.signature),
  );
}
