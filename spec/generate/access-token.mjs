// One access token of the vectors, of which anything can be replaced.
import { seeded, text } from './bytes.mjs';
import { ES256, compact } from './jws.mjs';

export const NOW = 1_767_225_600; // 2026-01-01T00:00:00Z
export const REV = (NOW - 60) * 1_000_000;
export const ISSUER = 'https://id.example/t/default';
export const AUDIENCE = 'https://api.example';

export const CLAIMS = {
  iss: ISSUER,
  sub: 'alice',
  aud: AUDIENCE,
  exp: NOW + 840,
  iat: NOW - 60,
  jti: text(seeded('jti', 16)),
  client_id: 'shop',
  sid: text(seeded('sid', 16)),
  rev: REV,
  auth_time: NOW - 60,
  amr: ['pwd'],
};

export const header = (key, changes) => ({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...changes });

const changed = (base, changes) => typeof changes === 'string' || Buffer.isBuffer(changes) ? changes : { ...base, ...changes };

/** @param signature what becomes of the right signature */
export const token = ({ key = ES256, header: head = {}, claims = {}, signature = (right) => right } = {}) =>
  compact(changed(header(key), head), changed(CLAIMS, claims), (input) => signature(key.sign(input)));
