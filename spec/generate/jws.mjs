// Keys and signatures of the access-token vectors.
import { constants, createPrivateKey, privateEncrypt, sign as signWith } from 'node:crypto';
import { seeded, sha256, text, u32 } from './bytes.mjs';
import * as p256 from './p256.mjs';
import { RSA } from './rsa.mjs';

const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const ed25519 = (secret) => {
  const key = createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([ED25519_PKCS8, secret]) });
  const { d, ...jwk } = key.export({ format: 'jwk' });
  return { jwk, sign: (message) => signWith(null, Buffer.from(message), key) };
};

const rsa = () => {
  const key = createPrivateKey({ format: 'jwk', key: RSA });
  return { jwk: { kty: 'RSA', n: RSA.n, e: RSA.e }, sign: (message) => signWith('sha256', Buffer.from(message), key) };
};

const xor = (one, other) => one.map((byte, i) => byte ^ other[i]);

/** RFC 8017 appendix B.2.1 */
const mgf1 = (seed, length) =>
  Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, (_, i) => sha256(seed, u32(i)))).subarray(0, length);

/** RFC 8017 section 9.1.1 for 2048 bits, by hand: the salt must be the same in every run. */
const pssEncoded = (message, saltLength) => {
  const salt = seeded(`salt ${message}`, 32).subarray(0, saltLength);
  const hash = sha256(Buffer.alloc(8), sha256(message), salt);
  const block = Buffer.concat([Buffer.alloc(222 - saltLength), Buffer.from([1]), salt]);
  const masked = Buffer.from(xor(block, mgf1(hash, block.length)));
  masked[0] &= 0x7f;
  return Buffer.concat([masked, hash, Buffer.from([0xbc])]);
};

const pss = () => {
  const key = createPrivateKey({ format: 'jwk', key: RSA });
  const sign = (message, saltLength = 32) =>
    privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, pssEncoded(message, saltLength));
  return { jwk: { kty: 'RSA', n: RSA.n, e: RSA.e }, sign };
};

const named = (name, alg, { jwk, sign }) => {
  const kid = text(seeded(`kid ${name}`, 12));
  return { kid, alg, sign, jwk: { kty: jwk.kty, kid, use: 'sig', alg, ...jwk } };
};

export const ES256 = named('es256', 'ES256', p256.keyOf(seeded('key es256', 32)));
export const EDDSA = named('eddsa', 'EdDSA', ed25519(seeded('key eddsa', 32)));
export const RS256 = named('rs256', 'RS256', rsa());
/** The same RSA key as RS256's, under a kid of its own: what it signed in one way is no good in the other. */
export const PS256 = named('ps256', 'PS256', pss());
/** Of another tenant of the same server. */
export const ACME = named('acme', 'ES256', p256.keyOf(seeded('key acme', 32)));
/** In nobody's key set. */
export const FORGER = named('forger', 'ES256', p256.keyOf(seeded('key forger', 32)));
/** In the key set, and compromised. */
export const STOLEN = named('stolen', 'ES256', p256.keyOf(seeded('key stolen', 32)));

const encoded = (part) => text(Buffer.isBuffer(part) ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)));

/**
 * Header and claims may be values, text or bytes, so that what no JSON library writes can be written too.
 * @param signed turns the signing input into the signature
 */
export const compact = (header, claims, signed) => {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${text(signed(input))}`;
};
