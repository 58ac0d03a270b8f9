// The trust block (信任清单): keys and seals as the office told them on the day of the page.

import { refuse, unbase64 } from "./bytes.js";
import { readCertificate } from "./certificates.js";
import { readKey } from "./notes.js";
import { readShowingKey } from "./showing.js";

const TRUST_FORMAT = "dengbu-trust@1";

const instant = (told) => (told === null ? null : Date.parse(told));

async function readLog({ office, name, origin, keys, witnesses }) {
  const own = keys.map(async ({ key, until }) => ({
    key: await readKey(key), until: until === null ? null : BigInt(until),
  }));
  const asked = witnesses.map(async ({ key, since, until }) => ({
    key: await readKey(key), since: instant(since), until: instant(until),
  }));
  return { office, name, origin, keys: await Promise.all(own), witnesses: await Promise.all(asked) };
}

export async function readTrust(told) {
  refuse(told.format !== TRUST_FORMAT, "a trust block of another form");
  const seals = told.seals.map(({ fingerprint, office, revoked }) => [
    fingerprint, { office, revoked: revoked && { from: instant(revoked.from), reason: revoked.reason } },
  ]);
  return {
    made: instant(told.made), kinds: told.kinds, site: told.site,
    authorities: told.authorities.map((one) => readCertificate(unbase64(one))),
    logs: await Promise.all(told.logs.map(readLog)),
    seals: new Map(seals),
    showings: await Promise.all(told.showings.map(readShowingKey)),
  };
}
