// Session tokens and refresh tokens: ../opaque-tokens.md.
import { flipped, hmac, seeded, text, u32 } from './bytes.mjs';

const KIND = { session_token: 's', refresh_token: 'r' };
const LARGEST = 2 ** 31 - 1;

/** What goes into a token; every part can be replaced. */
const parts = (changes) => ({
  kind: 'session_token',
  version: 1,
  token_key_id: 1,
  token_key: seeded('token key 1', 32),
  tenant_internal_id: seeded('tenant default', 16),
  session_id: seeded('session 1', 16),
  session_secret: seeded('secret 1', 32),
  generation: 1,
  ...changes,
});

const seal = (p) => {
  const head = Buffer.concat([Buffer.from([p.version, p.token_key_id])]);
  const message = Buffer.concat([
    Buffer.from(`rc1${KIND[p.kind]}`), head, p.tenant_internal_id, p.session_id, u32(p.generation)]);
  const outer = hmac(p.token_key, message).subarray(0, 16);
  const inner = hmac(p.session_secret, Buffer.concat([message, outer])).subarray(0, 16);
  const bytes = Buffer.concat([head, p.session_id, u32(p.generation), outer, inner]);
  return { message, outer, inner, bytes, token: `rc_${KIND[p.kind]}_${text(bytes)}` };
};

const described = (p) => ({
  kind: p.kind,
  token_key_id: p.token_key_id,
  token_key: p.token_key.toString('hex'),
  tenant_internal_id: p.tenant_internal_id.toString('hex'),
  session_id: text(p.session_id),
  session_secret: p.session_secret.toString('hex'),
  generation: p.generation,
});

const valid = (name, changes) => {
  const p = parts(changes);
  const { message, outer, inner, token } = seal(p);
  return { name, ...described(p), message: message.toString('hex'), outer_tag: outer.toString('hex'), inner_tag: inner.toString('hex'), token };
};

/** A token that the holder of these keys, at this tenant and session, must refuse. */
const refused = (name, reason, token, changes) => ({ name, ...described(parts(changes)), token, reason });

const reencoded = (bytes, kind = 's') => `rc_${kind}_${text(bytes)}`;

const malformed = () => {
  const { token, bytes } = seal(parts());
  const body = token.slice(5);
  const cases = {
    'empty': '',
    'the prefix alone': 'rc_s_',
    'no prefix': body,
    'the prefix of an API key': `rc_k_${body}`,
    'the prefix in capitals': `RC_S_${body}`,
    'a space before': ` ${token}`,
    'a space after': `${token} `,
    'a line feed after': `${token}\n`,
    'a NUL after': `${token}\0`,
    'one character short': token.slice(0, -1),
    'one character more': `${token}A`,
    'one byte short': reencoded(bytes.subarray(0, 53)),
    'one byte more': reencoded(Buffer.concat([bytes, Buffer.from([0])])),
    'padded': `${token}=`,
    'padding in place of the last character': `${token.slice(0, -1)}=`,
    'a character of the other base64 alphabet': `${token.slice(0, 30)}+${token.slice(31)}`,
    'another one': `${token.slice(0, 30)}/${token.slice(31)}`,
    'percent-encoded': `${token.slice(0, 30)}%41${token.slice(33)}`,
    'a full-width letter': `${token.slice(0, 30)}Ａ${token.slice(31)}`,
    'two tokens': `${token},${token}`,
    'long': `rc_s_${'A'.repeat(8192)}`,
  };
  const forms = Object.entries(cases).map(([name, bad]) => refused(name, 'malformed', bad));
  const values = [
    ['version 0', { version: 0 }], ['version 2', { version: 2 }], ['generation 0', { generation: 0 }],
    ['generation 2^31', { generation: LARGEST + 1 }], ['generation 2^32 - 1', { generation: 2 ** 32 - 1 }],
  ].map(([name, changes]) => refused(`${name}, with tags that fit`, 'malformed', seal(parts(changes)).token));
  return [...forms, ...values];
};

/** Refused before anything is looked up. */
const outer = () => {
  const p = parts();
  const { bytes } = seal(p);
  const fields = { 'token key id': 8, 'session id': 16, 'last bit of the session id': 143, 'generation': 175, 'outer tag': 176, 'end of the outer tag': 303 };
  return [
    refused('a session token as a refresh token', 'outer_tag', reencoded(bytes, 'r'), { kind: 'refresh_token' }),
    refused('a refresh token as a session token', 'outer_tag', reencoded(seal(parts({ kind: 'refresh_token' })).bytes, 's')),
    refused('of another tenant', 'outer_tag', seal(p).token, { tenant_internal_id: seeded('tenant acme', 16) }),
    refused('under another token key of the same id', 'outer_tag', seal(p).token, { token_key: seeded('token key 2', 32) }),
    refused('under a token key that does not exist', 'outer_tag', seal(parts({ token_key_id: 2 })).token),
    refused('made with the session secret alone', 'outer_tag', seal(parts({ token_key: seeded('guess', 32) })).token),
    refused('no tags', 'outer_tag', reencoded(Buffer.concat([bytes.subarray(0, 22), Buffer.alloc(32)]))),
    refused('the tags exchanged', 'outer_tag', reencoded(Buffer.concat([bytes.subarray(0, 22), bytes.subarray(38), bytes.subarray(22, 38)]))),
    ...Object.entries(fields).map(([name, bit]) =>
      refused(`a bit of the ${name} turned over`, 'outer_tag', reencoded(flipped(bytes, bit)))),
  ];
};

/** Refused against the row. */
const inner = () => {
  const { bytes, token } = seal(parts());
  return [
    refused('made with the token key alone', 'inner_tag', seal(parts({ session_secret: seeded('guess', 32) })).token),
    refused('of a session whose secret is another', 'inner_tag', token, { session_secret: seeded('secret 2', 32) }),
    refused('the outer tag twice', 'inner_tag', reencoded(Buffer.concat([bytes.subarray(0, 38), bytes.subarray(22, 38)]))),
    refused('no inner tag', 'inner_tag', reencoded(Buffer.concat([bytes.subarray(0, 38), Buffer.alloc(16)]))),
    refused('the first bit of the inner tag turned over', 'inner_tag', reencoded(flipped(bytes, 304))),
    refused('the last bit turned over', 'inner_tag', reencoded(flipped(bytes, 431))),
  ];
};

export const generate = () => ({
  about: 'Keys, tags and messages in hex. In `refused`, all members but `token` and `reason` say what the one who checks holds. '
    + 'Reasons, in the order of the checks: malformed (no look-up, no key), outer_tag (token key), inner_tag (session secret).',
  valid: [
    valid('the first session token'),
    valid('the first refresh token', { kind: 'refresh_token' }),
    valid('another generation', { generation: 2 }),
    valid('a generation that fills all bytes', { generation: 0x01020304 }),
    valid('the last generation', { generation: LARGEST }),
    valid('another session', { session_id: seeded('session 2', 16), session_secret: seeded('secret 2', 32) }),
    valid('another tenant', { tenant_internal_id: seeded('tenant acme', 16) }),
    valid('another token key', { token_key_id: 2, token_key: seeded('token key 2', 32) }),
    valid('the last token key id', { token_key_id: 255, token_key: seeded('token key 255', 32) }),
    valid('a session id of zeros', { session_id: Buffer.alloc(16) }),
    valid('a session id of ones', { session_id: Buffer.alloc(16, 255) }),
  ],
  refused: [...malformed(), ...outer(), ...inner()],
});
