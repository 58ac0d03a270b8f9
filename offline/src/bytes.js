// Bytes and texts, each read in one way only.

export class NotJudged extends Error {
  constructor(message, doubt = "unreadable") {
    super(message);
    this.doubt = doubt;
  }
}

export function refuse(condition, message, doubt) {
  if (condition) throw new NotJudged(message, doubt);
}

export function equal(one, other) {
  if (one.length !== other.length) return false;
  let differs = 0;
  for (let n = 0; n < one.length; n += 1) differs |= one[n] ^ other[n];
  return differs === 0;
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const utf8 = (text) => new TextEncoder().encode(text);

export function untext(bytes) {
  try {
    // A byte order mark is kept: what is shown must be what was signed.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotJudged("not UTF-8");
  }
}

// One character a byte, so that places in the text are places in the file.
export const latin = (bytes) => new TextDecoder("windows-1252").decode(bytes);

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export function base64(bytes) {
  let told = "";
  for (const byte of bytes) told += String.fromCharCode(byte);
  return btoa(told);
}

export function unbase64(text) {
  let told;
  try {
    told = atob(text);
  } catch {
    throw new NotJudged("not base64");
  }
  const bytes = Uint8Array.from(told, (c) => c.charCodeAt(0));
  refuse(base64(bytes) !== text, "base64 that nobody writes so");
  return bytes;
}

export function number(bytes) {
  return bytes.length ? BigInt(`0x${hex(bytes)}`) : 0n;
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
