// Target hashes: how an entry of the log names what it concerns.
import { sha256, seeded, text } from './bytes.mjs';

export const target = (type, tenant, value) => text(sha256(type, '\0', tenant, '\0', value).subarray(0, 16));

const cases = [
  ['token', 'default', text(seeded('jti', 16))],
  ['session', 'default', text(seeded('sid', 16))],
  ['subject', 'default', 'alice'],
  ['client', 'default', 'shop'],
  ['tenant', 'default', ''],
  ['signing_key', 'default', text(seeded('kid', 12))],
  ['subject', 'acme', 'alice'],
  ['client', 'default', 'alice'],
  ['subject', 'default', 'Alice'],
  ['subject', 'default', 'Zoë Müller-Løvås 佐藤 🙂'],
  ['subject', 'default', ' alice '],
  ['subject', 'default', "alice' or '1'='1"],
  ['subject', 'a', 'b-c'],
  ['subject', 'a-b', 'c'],
  ['subject', '0', 'x'.repeat(255)],
  ['tenant', 'a'.repeat(63), ''],
];

export const generate = () => ({
  about: 'target = base64url of the first 16 bytes of SHA-256( utf8(target_type) 00 utf8(tenant) 00 utf8(value) )',
  vectors: cases.map(([target_type, tenant, value]) => ({
    target_type, tenant, value, target: target(target_type, tenant, value),
  })),
});
