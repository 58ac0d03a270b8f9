// The text of a QR code. That of a certificate is an address: which paper it speaks of; whether what
// it says is true stands in the register, and in no code. That of a showing (亮证) is signed.

import { NotJudged } from "./bytes.js";

const PATHS = { "/check/": "paper", "/check/inquiry": "inquiry" };
const SHOWN = /^\/check\/show\/([^/]+)$/i; // a QR spells it in capitals
const BARE = /^[a-z2-7]{150,}$/i;

const SCHEMES = { "https:": "ours", "http:": "plain" };

// "ours", "strange" (of no office that this page knows), or "plain": listed, but not encrypted, so that
// whoever stands between may answer in the office's place.
const whoseIs = (url, site) => (site.includes(url.host) && SCHEMES[url.protocol]) || "strange";

export function readCode(told, site) {
  const text = told.trim();
  if (BARE.test(text)) return { kind: "show", host: "", whose: "ours", text };
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new NotJudged("not an address");
  }
  const whose = whoseIs(url, site);
  const shown = SHOWN.exec(url.pathname);
  if (shown) return { kind: "show", host: url.host, whose, text: shown[1] };
  const kind = PATHS[url.pathname];
  const asked = url.searchParams;
  if (!kind) return { kind: "other", host: url.host, whose, number: "", code: "" };
  return { kind, host: url.host, whose, number: asked.get("no") ?? "", code: asked.get("code") ?? "" };
}
