// Bytes from a name, so that every run makes the same vectors, and the few primitives that all of them need.
import { createHash, createHmac } from 'node:crypto';

export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

export const hmac = (key, message) => createHmac('sha256', key).update(message).digest();

export const seeded = (name, length) => {
  const blocks = [];
  for (let i = 0; blocks.length * 32 < length; i++) {
    blocks.push(sha256(`ripcord vectors ${name} ${i}`));
  }
  return Buffer.concat(blocks).subarray(0, length);
};

export const text = (bytes) => Buffer.from(bytes).toString('base64url');

export const u32 = (number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

/** The bytes with one bit turned over. */
export const flipped = (bytes, bit) => {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] ^= 1 << (bit & 7);
  return copy;
};
