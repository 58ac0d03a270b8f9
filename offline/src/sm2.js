// Signatures of SM2 (GB/T 32918.2-2016) verified. No secret is worked with, so time may tell.

import { concat, number, utf8 } from "./bytes.js";
import { exactly, readDer, whole } from "./der.js";
import { sm3 } from "./sm3.js";

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const G = [
  0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
];
const WHO = utf8("1234567812345678"); // of all certificates (GB/T 35276, 10)
const NOWHERE = [1n, 1n, 0n];

const mod = (x) => ((x % P) + P) % P;

function field(x) {
  const digits = x.toString(16).padStart(64, "0");
  return Uint8Array.from({ length: 32 }, (_, n) => parseInt(digits.slice(2 * n, 2 * n + 2), 16));
}

function inverse(x) {
  let [a, b, u, v] = [mod(x), P, 1n, 0n];
  while (a !== 0n) {
    const q = b / a;
    [a, b] = [b - q * a, a];
    [u, v] = [v - q * u, u];
  }
  return mod(v);
}

// Points are Jacobian: x / z², y / z³.
function doubled([x, y, z]) {
  if (z === 0n || y === 0n) return NOWHERE;
  const yy = mod(y * y);
  const s = mod(4n * x * yy);
  const zz = mod(z * z);
  const m = mod(3n * (x - zz) * (x + zz)); // since a is -3
  const x3 = mod(m * m - 2n * s);
  return [x3, mod(m * (s - x3) - 8n * yy * yy), mod(2n * y * z)];
}

function added(one, other) {
  const [x1, y1, z1] = one;
  const [x2, y2, z2] = other;
  if (z1 === 0n) return other;
  if (z2 === 0n) return one;
  const [a, b] = [mod(z1 * z1), mod(z2 * z2)];
  const [u1, u2] = [mod(x1 * b), mod(x2 * a)];
  const [s1, s2] = [mod(y1 * b * z2), mod(y2 * a * z1)];
  if (u1 === u2) return s1 === s2 ? doubled(one) : NOWHERE;
  const [h, r] = [mod(u2 - u1), mod(s2 - s1)];
  const hh = mod(h * h);
  const hhh = mod(h * hh);
  const v = mod(u1 * hh);
  const x3 = mod(r * r - hhh - 2n * v);
  return [x3, mod(r * (v - x3) - s1 * hhh), mod(h * z1 * z2)];
}

function sum(s, t, point) {
  const [g, p] = [[...G, 1n], [...point, 1n]];
  const both = added(g, p);
  let found = NOWHERE;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    found = doubled(found);
    const [one, two] = [(s >> bit) & 1n, (t >> bit) & 1n];
    if (one && two) found = added(found, both);
    else if (one) found = added(found, g);
    else if (two) found = added(found, p);
  }
  return found;
}

export function onCurve(key) {
  if (key.length !== 64) return false;
  const [x, y] = [number(key.subarray(0, 32)), number(key.subarray(32))];
  return x < P && y < P && mod(y * y - (x * x * x + A * x + B)) === 0n;
}

function digest(key, message) {
  const bits = Uint8Array.of(0, 8 * WHO.length);
  const who = sm3(concat(bits, WHO, ...[A, B, ...G].map(field), key));
  return number(sm3(concat(who, message)));
}

export function sm2Verifies(key, message, signature) {
  let r;
  let s;
  try {
    [r, s] = exactly(2, readDer(signature)).map(whole);
  } catch {
    return false;
  }
  if (!onCurve(key) || r <= 0n || r >= N || s <= 0n || s >= N) return false;
  const t = (r + s) % N;
  if (t === 0n) return false;
  const [x, , z] = sum(s, t, [number(key.subarray(0, 32)), number(key.subarray(32))]);
  if (z === 0n) return false;
  const inverted = inverse(z);
  return (digest(key, message) + mod(x * inverted * inverted)) % N === r;
}

