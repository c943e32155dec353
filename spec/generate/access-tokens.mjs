// Access tokens, good ones and forged ones: ../access-token.md and ../reasons.md.
import { seeded, text } from './bytes.mjs';
import { bad } from './access-tokens-bad.mjs';
import { AUDIENCE, CLAIMS, ISSUER, NOW, REV, token } from './access-token.mjs';
import { ACME, EDDSA, ES256, PS256, RS256, STOLEN } from './jws.mjs';
import { N, bytes32 } from './p256.mjs';
import { target } from './targets.mjs';

const ends = new Date((NOW + 4500) * 1000).toISOString().replace('.000Z', 'Z');
const entry = (seq, type, value, effect = 'revoke') => ({
  seq, tenant: 'default', target_type: type, target: target(type, 'default', value), effect, expires_at: ends,
});

const JTI = text(seeded('revoked jti', 16));
const SID = text(seeded('ended session', 16));
const LATER = REV + 1_000_000;

/** All live at once; each concerns some of the tokens only. */
const log = [
  entry(LATER, 'session', SID),
  entry(LATER + 1, 'subject', 'mallory'),
  entry(LATER + 2, 'client', 'old-shop'),
  entry(LATER + 3, 'token', JTI),
  entry(LATER + 4, 'signing_key', STOLEN.kid),
  entry(LATER + 5, 'subject', 'renamed', 'invalidate'),
];

const good = () => ({
  'ES256': token(),
  'EdDSA': token({ key: EDDSA }),
  'RS256': token({ key: RS256 }),
  'PS256': token({ key: PS256 }),
  'PS256, another token': token({ key: PS256, claims: { sub: 'bob', jti: text(seeded('jti of bob', 16)) } }),
  'every optional claim': token({ claims: { acr: 'aal2', authz_ref: text(seeded('ref', 16)) } }),
  'roles inside': token({ claims: { roles: ['editor'], groups: [], entitlements: ['premium'] } }),
  'a claim that is not known': token({ claims: { colour: { red: 1 } } }),
  'a header member that is not known': token({ header: { colour: 'red' } }),
  'several audiences, ours among them': token({ claims: { aud: ['https://other.example', AUDIENCE] } }),
  'a subject beyond ASCII': token({ claims: { sub: 'Zoë 佐藤 🙂' } }),
  'escapes in the JSON': token({ claims: JSON.stringify(CLAIMS).replace('"alice"', '"\\u0061lice \\ud83d\\ude42"') }),
  'spaces in the JSON': token({ claims: JSON.stringify(CLAIMS, null, 2) }),
  'in the last second of the leeway': token({ claims: { iat: NOW - 900, exp: NOW - 29 } }),
  'issued as far ahead as the leeway': token({ claims: { iat: NOW + 30, exp: NOW + 900 } }),
  'not before, as far ahead as the leeway': token({ claims: { nbf: NOW + 30 } }),
  'an hour, the longest life': token({ claims: { iat: NOW, exp: NOW + 3600 } }),
  'a log position ten minutes ahead': token({ claims: { rev: (NOW + 600) * 1_000_000 } }),
  'the other signature of the pair (n - s)': token({ signature: (s) => Buffer.concat([s.subarray(0, 32), bytes32(N - BigInt(`0x${s.subarray(32).toString('hex')}`))]) }),
  'derived at the very position of an entry': token({ claims: { sid: SID, rev: LATER } }),
  'derived after the subject was ended': token({ claims: { sub: 'mallory', rev: LATER + 2 } }),
  'derived after the client was ended': token({ claims: { client_id: 'old-shop', rev: LATER + 2 } }),
  'an entry that only says that copies are old': token({ claims: { sub: 'renamed' } }),
});

const revoked = () => ({
  'its session has ended': token({ claims: { sid: SID } }),
  'its session ended one position later': token({ claims: { sid: SID, rev: LATER - 1 } }),
  'its subject was ended': token({ claims: { sub: 'mallory' } }),
  'its client was ended': token({ claims: { client_id: 'old-shop' } }),
  'it was revoked itself': token({ claims: { jti: JTI } }),
  'it was revoked itself, whatever its position': token({ claims: { jti: JTI, rev: LATER + 1_000_000 } }),
  'its key was stolen': token({ key: STOLEN }),
  'its key was stolen, and the thief chose position and times': token({ key: STOLEN, claims: { rev: LATER + 60_000_000, iat: NOW + 10, exp: NOW + 3600 } }),
});

const list = (reason, tokens) => Object.entries(tokens).map(([name, one]) => ({ name, token: one, ...(reason ? { reason } : {}) }));

export const generate = () => ({
  about: 'What a verifier that holds `setting` says of each token at `setting.now`. Signatures are real; keys are in the key set unless the name says otherwise.',
  setting: {
    now: NOW, leeway_s: 30, issuer: ISSUER, tenant: 'default', audience: AUDIENCE, algorithms: ['ES256', 'EdDSA', 'RS256', 'PS256'],
    jwks: { keys: [ES256, EDDSA, RS256, PS256, STOLEN].map(({ jwk }) => jwk) },
    other_issuer: { issuer: 'https://id.example/t/acme', jwks: { keys: [ACME.jwk] } },
    log,
  },
  valid: list(null, good()),
  rejected: [...Object.entries(bad()).flatMap(([reason, tokens]) => list(reason, tokens)), ...list('REVOKED', revoked())],
});
