// SM3 (GB/T 32905-2016).

const START = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];
const BLOCK = 64;

const turned = (x, n) => (x << n) | (x >>> (32 - n));

function expanded(view, at, w, v) {
  for (let j = 0; j < 16; j += 1) w[j] = view.getInt32(at + 4 * j);
  for (let j = 16; j < 68; j += 1) {
    const x = w[j - 16] ^ w[j - 9] ^ turned(w[j - 3], 15);
    w[j] = x ^ turned(x, 15) ^ turned(x, 23) ^ turned(w[j - 13], 7) ^ w[j - 6];
  }
  for (let j = 0; j < 64; j += 1) v[j] = w[j] ^ w[j + 4];
}

function compressed(state, w, v) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j += 1) {
    const early = j < 16;
    const twelve = turned(a, 12);
    const ss1 = turned((twelve + e + turned(early ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ twelve) + v[j]) | 0;
    const tt2 = (gg + h + ss1 + w[j]) | 0;
    d = c;
    c = turned(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = turned(f, 19);
    f = e;
    e = tt2 ^ turned(tt2, 9) ^ turned(tt2, 17);
  }
  [a, b, c, d, e, f, g, h].forEach((x, n) => {
    state[n] ^= x;
  });
}

function last(data) {
  const rest = data.length % BLOCK;
  const tail = new Uint8Array(rest < 56 ? BLOCK : 2 * BLOCK);
  tail.set(data.subarray(data.length - rest));
  tail[rest] = 0x80;
  new DataView(tail.buffer).setBigUint64(tail.length - 8, BigInt(data.length) * 8n);
  return tail;
}

export function sm3(data) {
  const state = Int32Array.from(START);
  const w = new Int32Array(68);
  const v = new Int32Array(64);
  const full = data.length - (data.length % BLOCK);
  for (const [bytes, end] of [[data, full], [last(data), Infinity]]) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < Math.min(end, bytes.length); at += BLOCK) {
      expanded(view, at, w, v);
      compressed(state, w, v);
    }
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((x, n) => out.setInt32(4 * n, x));
  return new Uint8Array(out.buffer);
}
