// The text of a QR code: which paper it speaks of. Whether what it says is true stands in the
// register, and in no code.

import { NotJudged } from "./bytes.js";

const PATHS = { "/check/": "paper", "/check/inquiry": "inquiry" };

export function readCode(told, site) {
  let url;
  try {
    url = new URL(told.trim());
  } catch {
    throw new NotJudged("not an address");
  }
  const kind = PATHS[url.pathname];
  const asked = url.searchParams;
  const known = url.protocol === "https:" && site.includes(url.host);
  if (!kind) return { kind: "other", host: url.host, known, number: "", code: "" };
  return { kind, host: url.host, known, number: asked.get("no") ?? "", code: asked.get("code") ?? "" };
}
