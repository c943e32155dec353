// Keys and signatures of the access-token vectors.
import { createPrivateKey, sign as signWith } from 'node:crypto';
import { seeded, text } from './bytes.mjs';
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

const named = (name, alg, { jwk, sign }) => {
  const kid = text(seeded(`kid ${name}`, 12));
  return { kid, alg, sign, jwk: { kty: jwk.kty, kid, use: 'sig', alg, ...jwk } };
};

export const ES256 = named('es256', 'ES256', p256.keyOf(seeded('key es256', 32)));
export const EDDSA = named('eddsa', 'EdDSA', ed25519(seeded('key eddsa', 32)));
export const RS256 = named('rs256', 'RS256', rsa());
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
