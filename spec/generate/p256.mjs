// ES256 signatures that are the same on every run (RFC 6979): node's own are randomised.
import { createHmac, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { sha256, text } from './bytes.mjs';

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
export const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const A = P - 3n;
const G = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

const mod = (a, m) => ((a % m) + m) % m;

const inverse = (a, m) => {
  let [r, next, x, nextX] = [mod(a, m), m, 1n, 0n];
  while (next) {
    const q = r / next;
    [r, next, x, nextX] = [next, r - q * next, nextX, x - q * nextX];
  }
  return mod(x, m);
};

const add = (a, b) => {
  if (!a) return b;
  if (!b) return a;
  if (a.x === b.x && mod(a.y + b.y, P) === 0n) return null;
  const slope = a.x === b.x
    ? (3n * a.x * a.x + A) * inverse(2n * a.y, P)
    : (b.y - a.y) * inverse(b.x - a.x, P);
  const x = mod(slope * slope - a.x - b.x, P);
  return { x, y: mod(slope * (a.x - x) - a.y, P) };
};

const times = (k, point) => {
  let sum = null;
  for (let addend = point; k; k >>= 1n, addend = add(addend, addend)) {
    if (k & 1n) sum = add(sum, addend);
  }
  return sum;
};

export const bytes32 = (number) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
const number = (bytes) => BigInt(`0x${bytes.toString('hex')}`);
const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();

/** RFC 6979 section 3.2. */
const nonce = (d, hash) => {
  const seed = Buffer.concat([bytes32(d), bytes32(mod(number(hash), N))]);
  let v = Buffer.alloc(32, 1);
  let k = Buffer.alloc(32);
  for (const step of [0, 1]) {
    k = hmac(k, v, Buffer.from([step]), seed);
    v = hmac(k, v);
  }
  for (;;) {
    v = hmac(k, v);
    const found = number(v);
    if (found > 0n && found < N) return found;
    k = hmac(k, v, Buffer.from([0]));
    v = hmac(k, v);
  }
};

/** @param secret 32 bytes */
export const keyOf = (secret) => {
  const d = mod(number(secret), N - 1n) + 1n;
  const { x, y } = times(d, G);
  const jwk = { kty: 'EC', crv: 'P-256', x: text(bytes32(x)), y: text(bytes32(y)) };
  const publicKey = createPublicKey({ format: 'jwk', key: jwk });
  createPrivateKey({ format: 'jwk', key: { ...jwk, d: text(bytes32(d)) } }); // throws unless d and the point fit
  const sign = (message) => {
    const hash = sha256(message);
    const k = nonce(d, hash);
    const r = mod(times(k, G).x, N);
    const s = mod(inverse(k, N) * (number(hash) + r * d), N);
    const signature = Buffer.concat([bytes32(r), bytes32(s)]);
    if (!verify('sha256', Buffer.from(message), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) {
      throw new Error('the signature does not verify');
    }
    return signature;
  };
  return { jwk, sign };
};
