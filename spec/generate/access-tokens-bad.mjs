// Forged, broken and misplaced access tokens, by the reason that a verifier gives.
import { flipped, hmac, seeded, text } from './bytes.mjs';
import { AUDIENCE, CLAIMS, ISSUER, NOW, header, token } from './access-token.mjs';
import { ACME, EDDSA, ES256, FORGER, PS256, RS256, compact } from './jws.mjs';
import { N, bytes32 } from './p256.mjs';

const good = token();
const [head, body, tail] = good.split('.');
const json = JSON.stringify(CLAIMS);
const utf8 = (string) => Buffer.from(string);

/** `undefined` removes a claim. */
const without = (name) => token({ claims: { [name]: undefined } });
/** Text in place of a claim's value, so that what JSON.stringify would not write is written. */
const raw = (name, value) => token({ claims: json.replace(new RegExp(`"${name}":("[^"]*"|[^,}\\]]+\\]?)`), `"${name}":${value}`) });

const each = (names, make) => Object.fromEntries(names.map((name) => make(name)));

const forms = () => ({
  'empty': '',
  'one part': head,
  'two parts': `${head}.${body}`,
  'an empty signature part left out': `${head}.${body}.`,
  'four parts': `${good}.`,
  'five parts, as encryption has': `${head}.${body}.${tail}.${tail}.${tail}`,
  'only dots': '..',
  'no header': `.${body}.${tail}`,
  'no claims': `${head}..${tail}`,
  'a space before': ` ${good}`,
  'a space after': `${good} `,
  'a line feed after': `${good}\n`,
  'a NUL inside': `${head}.${body}\0.${tail}`,
  'padding': `${head}.${body}.${tail}==`,
  'a character of the other base64 alphabet': `${head}.${body}.+${tail.slice(1)}`,
  'one character over a whole number of bytes': `${head}.${body}.${tail.slice(0, 85)}`,
  'spare bits set in the signature': `${head}.${body}.${spare(tail)}`,
  'a letter that is not ASCII': `${head}.${body}.Ａ${tail.slice(1)}`,
  'longer than 8 KiB': token({ claims: { padding: 'x'.repeat(8192) } }),
});

/** The same bytes, spelled otherwise: bits that the last character has to spare. */
const spare = (part) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1)) ^ 1];
};

const headers = () => ({
  'header: not JSON': token({ header: '{"alg":"ES256"' }),
  'header: an array': token({ header: '[]' }),
  'header: a member twice': token({ header: `{"alg":"none",${JSON.stringify(header(ES256)).slice(1)}` }),
  'header: text after the end': token({ header: `${JSON.stringify(header(ES256))}x` }),
  'header: no alg': token({ header: { alg: undefined } }),
  'header: alg a number': token({ header: { alg: 256 } }),
  'header: no kid': token({ header: { kid: undefined } }),
  'header: kid a number': token({ header: { kid: 7 } }),
  'header: kid an object': token({ header: { kid: { a: 1 } } }),
  'header: crit': token({ header: { crit: ['exp'], exp: 1 } }),
  'header: an empty crit': token({ header: { crit: [] } }),
  'header: b64 false': token({ header: { b64: false, crit: ['b64'] } }),
  'header: b64 false, not critical': token({ header: { b64: false } }),
});

const types = () => ({
  'typ: none': token({ header: { typ: undefined } }),
  'typ: JWT': token({ header: { typ: 'JWT' } }),
  'typ: an identity token\'s': token({ header: { typ: 'id+jwt' } }),
  'typ: a logout token\'s': token({ header: { typ: 'logout+jwt' } }),
  'typ: a number': token({ header: { typ: 1 } }),
});

const algorithms = () => ({
  'alg none, no signature': compact(header(ES256, { alg: 'none' }), CLAIMS, () => Buffer.alloc(0)),
  'alg none, a signature': token({ header: { alg: 'none' } }),
  'alg nOnE': compact(header(ES256, { alg: 'nOnE' }), CLAIMS, () => Buffer.alloc(0)),
  'alg HS256, keyed with the public key': compact(header(ES256, { alg: 'HS256' }), CLAIMS, (input) => hmac(utf8(JSON.stringify(ES256.jwk)), input)),
  'alg HS256, keyed with the RSA modulus': compact(header(RS256, { alg: 'HS256' }), CLAIMS, (input) => hmac(Buffer.from(RS256.jwk.n, 'base64url'), input)),
  'alg HS256, keyed with nothing': compact(header(ES256, { alg: 'HS256' }), CLAIMS, (input) => hmac('', input)),
  'alg in small letters': token({ header: { alg: 'es256' } }),
  'alg with a space': token({ header: { alg: 'ES256 ' } }),
  'alg ES384': token({ header: { alg: 'ES384' } }),
  'alg empty': token({ header: { alg: '' } }),
  'alg of another key: RS256 with the kid of ES256': token({ key: RS256, header: { kid: ES256.kid } }),
  'alg of another key: ES256 with the kid of EdDSA': token({ header: { kid: EDDSA.kid } }),
  'alg of another key: PS256 with the kid of RS256': token({ key: PS256, header: { kid: RS256.kid } }),
  'alg of another key: RS256 with the kid of PS256': token({ key: RS256, header: { kid: PS256.kid } }),
  'alg PS384': token({ key: PS256, header: { alg: 'PS384' } }),
  'alg of another key: EdDSA with the kid of RS256': token({ key: EDDSA, header: { kid: RS256.kid } }),
});

const claimTypes = () => ({
  'claims: not JSON': token({ claims: json.slice(0, -1) }),
  'claims: an array': token({ claims: `[${json}]` }),
  'claims: null': token({ claims: 'null' }),
  'claims: empty': token({ claims: '' }),
  'claims: text after the end': token({ claims: `${json}{}` }),
  'claims: sub twice': token({ claims: json.replace('"sub":"alice"', '"sub":"alice","sub":"root"') }),
  'claims: sub twice, once escaped': token({ claims: json.replace('"sub":"alice"', '"sub":"alice","s\\u0075b":"root"') }),
  'claims: a byte order mark before': token({ claims: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8(json)]) }),
  'claims: UTF-8 that is none': token({ claims: Buffer.from(json.replace('alice', 'ali\xe9'), 'latin1') }),
  'claims: an overlong UTF-8 form': token({ claims: Buffer.from(json.replace('alice', 'ali\xc1\xa1'), 'latin1') }),
  'claims: UTF-16': token({ claims: Buffer.from(json, 'utf16le') }),
  'claims: half a surrogate pair': token({ claims: json.replace('alice', '\\ud83d') }),
  'claims: a control character in a string': token({ claims: json.replace('alice', 'al\tice') }),
  'claims: a comment': token({ claims: `${json} // ` }),
  'claims: a comma too many': token({ claims: `${json.slice(0, -1)},}` }),
  'claims: nested a thousand deep': token({ claims: `${json.slice(0, -1)},"x":${'['.repeat(1000)}${']'.repeat(1000)}}` }),
  ...each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'sid', 'rev'], (name) => [`claims: no ${name}`, without(name)]),
  ...each(['iss', 'sub', 'jti', 'client_id', 'sid'], (name) => [`claims: ${name} a number`, raw(name, '7')]),
  ...each(['iss', 'sub', 'jti', 'client_id', 'sid'], (name) => [`claims: ${name} null`, raw(name, 'null')]),
  ...each(['exp', 'iat', 'rev', 'nbf'], (name) => [`claims: ${name} a string`, token({ claims: { [name]: String(NOW) } })]),
  ...each(['1e400', '-1', 'true', '[1767226440]', '1767226440.5', '9007199254740993', '99999999999999999999', '01767226440', '+1767226440', '0x6955', 'NaN', 'Infinity'],
    (value) => [`claims: exp ${value}`, raw('exp', value)]),
  ...each(['1e400', '-1', '1.5', '9007199254740993'], (value) => [`claims: rev ${value}`, raw('rev', value)]),
  'claims: sub empty': token({ claims: { sub: '' } }),
  'claims: sub longer than 255': token({ claims: { sub: 'x'.repeat(256) } }),
  'claims: sub with a control character': token({ claims: { sub: 'alice\u0000root' } }),
  'claims: sub an array': token({ claims: { sub: ['alice'] } }),
  'claims: aud a number': token({ claims: { aud: 7 } }),
  'claims: aud an array with a number': token({ claims: { aud: [AUDIENCE, 7] } }),
  'claims: sid not 22 characters': token({ claims: { sid: 'short' } }),
});

const signatures = () => ({
  'another subject': `${head}.${text(utf8(json.replace('alice', 'admin')))}.${tail}`,
  'another header': `${text(utf8(JSON.stringify({ ...header(ES256), x: 1 })))}.${body}.${tail}`,
  'the first bit of the signature turned over': token({ signature: (s) => flipped(s, 0) }),
  'the last bit of the signature turned over': token({ signature: (s) => flipped(s, 511) }),
  'signed by another key of the set': token({ signature: (s) => s, key: { ...ES256, sign: ACME.sign } }),
  'signed by nobody\'s key under a known kid': token({ key: { ...FORGER, kid: ES256.kid } }),
  'r and s are 0': token({ signature: () => Buffer.alloc(64) }),
  'r is 0': token({ signature: (s) => Buffer.concat([Buffer.alloc(32), s.subarray(32)]) }),
  's is 0': token({ signature: (s) => Buffer.concat([s.subarray(0, 32), Buffer.alloc(32)]) }),
  'r and s are n': token({ signature: () => Buffer.concat([bytes32(N), bytes32(N)]) }),
  's is n': token({ signature: (s) => Buffer.concat([s.subarray(0, 32), bytes32(N)]) }),
  'r and s are 1': token({ signature: () => Buffer.concat([bytes32(1n), bytes32(1n)]) }),
  'a DER signature': token({ signature: der }),
  'a byte short': token({ signature: (s) => s.subarray(0, 63) }),
  'a byte more': token({ signature: (s) => Buffer.concat([s, Buffer.alloc(1)]) }),
  'EdDSA: a bit turned over': token({ key: EDDSA, signature: (s) => flipped(s, 3) }),
  'EdDSA: zeros': token({ key: EDDSA, signature: () => Buffer.alloc(64) }),
  'EdDSA: S not below the group order': token({ key: EDDSA, signature: aboveOrder }),
  'RS256: a bit turned over': token({ key: RS256, signature: (s) => flipped(s, 100) }),
  'RS256: a byte short': token({ key: RS256, signature: (s) => s.subarray(1) }),
  'RS256: zeros': token({ key: RS256, signature: () => Buffer.alloc(256) }),
  'RS256: padded as PS256 is': token({ key: { ...RS256, sign: PS256.sign } }),
  'PS256: padded as RS256 is': token({ key: { ...PS256, sign: RS256.sign } }),
  'PS256: no salt': token({ key: { ...PS256, sign: (input) => PS256.sign(input, 0) } }),
  'PS256: a salt of 20 bytes': token({ key: { ...PS256, sign: (input) => PS256.sign(input, 20) } }),
  'PS256: a bit turned over': token({ key: PS256, signature: (s) => flipped(s, 100) }),
  'PS256: a byte short': token({ key: PS256, signature: (s) => s.subarray(1) }),
  'PS256: zeros': token({ key: PS256, signature: () => Buffer.alloc(256) }),
  'RS256: 1': token({ key: RS256, signature: () => Buffer.concat([Buffer.alloc(255), Buffer.from([1])]) }),
});

const der = (signature) => {
  const integer = (bytes) => {
    const positive = bytes[0] & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
    return Buffer.concat([Buffer.from([2, positive.length]), positive]);
  };
  const both = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, both.length]), both]);
};

/** RFC 8032 section 5.1.7: S has to be below the order, or one signature has several forms. */
const aboveOrder = (signature) => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  return Buffer.concat([signature.subarray(0, 32), bytes32(s).reverse()]);
};

const embedded = (name, value) => [`a key of the forger's own in ${name}`,
  token({ key: FORGER, header: { [name]: value } })];
const { kid: _, ...publicForger } = FORGER.jwk;

const keys = () => ({
  'a kid that nobody has': token({ key: FORGER }),
  'the kid of another tenant\'s key': token({ key: ACME }),
  'kid: empty': token({ header: { kid: '' } }),
  'kid: a path': token({ header: { kid: '../../../../dev/null' } }),
  'kid: a URL': token({ header: { kid: 'https://evil.example/key' } }),
  'kid: SQL': token({ header: { kid: "x' union select '" } }),
  'kid: another case': token({ header: { kid: ES256.kid.toUpperCase() === ES256.kid ? ES256.kid.toLowerCase() : ES256.kid.toUpperCase() } }),
  'kid: 4000 characters': token({ header: { kid: 'k'.repeat(4000) } }),
  ...Object.fromEntries([
    embedded('jwk', publicForger), embedded('jku', 'https://evil.example/jwks.json'),
    embedded('x5u', 'https://evil.example/cert.pem'), embedded('x5c', [text(seeded('certificate', 64))]),
    embedded('x5t', text(seeded('thumbprint', 20))),
  ]),
});

const issuer = (iss) => token({ claims: { iss } });

export const bad = () => ({
  MALFORMED: { ...forms(), ...headers(), ...claimTypes() },
  WRONG_TYPE: types(),
  WRONG_ALGORITHM: algorithms(),
  WRONG_ISSUER: {
    'another issuer': issuer('https://evil.example/t/default'),
    'another tenant, which is not trusted here': issuer('https://id.example/t/other'),
    'a slash at the end': issuer(`${ISSUER}/`),
    'another case': issuer('https://ID.example/t/default'),
    'another scheme': issuer('http://id.example/t/default'),
    'the port spelled out': issuer('https://id.example:443/t/default'),
    'a path that means the same': issuer('https://id.example/t/x/../default'),
    'the server without a tenant': issuer('https://id.example'),
  },
  UNKNOWN_KEY: keys(),
  BAD_SIGNATURE: signatures(),
  PROOF_MISSING: {
    'bound to a key of its client': token({ claims: { cnf: { jkt: text(seeded('jkt', 32)) } } }),
    'bound to a key of its client, and expired': token({ claims: { cnf: { jkt: text(seeded('jkt', 32)) }, iat: NOW - 1800, exp: NOW - 900 } }),
  },
  EXPIRED: {
    'long ago': token({ claims: { iat: NOW - 1800, exp: NOW - 900 } }),
    'the leeway is just over': token({ claims: { iat: NOW - 900, exp: NOW - 30 } }),
    'in 1970': token({ claims: { iat: 0, exp: 900, auth_time: 0 } }),
  },
  NOT_YET_VALID: {
    'issued ahead of the leeway': token({ claims: { iat: NOW + 31, exp: NOW + 900 } }),
    'issued tomorrow': token({ claims: { iat: NOW + 86_400, exp: NOW + 87_300 } }),
    'not before, ahead of the leeway': token({ claims: { nbf: NOW + 31 } }),
  },
  TOO_LONG_LIVED: {
    'an hour and a second': token({ claims: { iat: NOW, exp: NOW + 3601 } }),
    'a year': token({ claims: { exp: NOW + 31_536_000 } }),
  },
  REV_AHEAD: {
    'a log position just over ten minutes ahead': token({ claims: { rev: (NOW + 600) * 1_000_000 + 1 } }),
    'the largest log position': token({ claims: { rev: Number.MAX_SAFE_INTEGER } }),
  },
  WRONG_AUDIENCE: {
    'another audience': token({ claims: { aud: 'https://other.example' } }),
    'a slash at the end of the audience': token({ claims: { aud: `${AUDIENCE}/` } }),
    'the beginning of the audience': token({ claims: { aud: 'https://api.exampl' } }),
    'several, ours not among them': token({ claims: { aud: ['https://other.example', 'https://third.example'] } }),
    'an empty list of audiences': token({ claims: { aud: [] } }),
    'the issuer as the audience': token({ claims: { aud: ISSUER } }),
  },
});
