// The text of a QR code. That of a certificate is an address: which paper it speaks of; whether what
// it says is true stands in the register, and in no code. That of a showing (亮证) is signed.

import { NotJudged } from "./bytes.js";

const PATHS = { "/check/": "paper", "/check/inquiry": "inquiry" };
const SHOWN = /^\/check\/show\/([^/]+)$/i; // a QR spells it in capitals
const BARE = /^[a-z2-7]{150,}$/i;

export function readCode(told, site) {
  const text = told.trim();
  if (BARE.test(text)) return { kind: "show", host: "", known: true, text };
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new NotJudged("not an address");
  }
  const known = url.protocol === "https:" && site.includes(url.host);
  const shown = SHOWN.exec(url.pathname);
  if (shown) return { kind: "show", host: url.host, known, text: shown[1] };
  const kind = PATHS[url.pathname];
  const asked = url.searchParams;
  if (!kind) return { kind: "other", host: url.host, known, number: "", code: "" };
  return { kind, host: url.host, known, number: asked.get("no") ?? "", code: asked.get("code") ?? "" };
}
