// What a verifier says about the keys that it holds, and what the server makes of it: ../feed.md, "Keys".
import { seeded, text } from './bytes.mjs';
import { EDDSA, ES256, PS256, RS256 } from './jws.mjs';

const AT = '2026-01-01T00:00:00Z';
const [first, second, third, fourth] = [ES256, EDDSA, RS256, PS256];
const UNKNOWN = text(seeded('kid nobody has', 12));

/** The feed names a ring; `said` is what is posted because of it: a body's `kids`, or nothing. */
const heard = (tenant, states, said) => ({
  event: { tenant, kids: Object.entries(states).map(([kid, state]) => ({ kid, state, not_before: AT })) },
  ...(said ? { said: { [tenant]: said } } : {}),
});
/** From now on the issuer's JWKS holds these; `said` is what is posted once they are fetched. */
const serves = (keys, said) => ({
  jwks: { keys: keys.map(({ jwk }) => jwk) },
  ...(said ? { said: { default: said } } : {}),
});

const ring = (...pairs) => Object.fromEntries(pairs.map(([key, state]) => [key.kid, state]));

const verifiers = {
  'both are held: both are named': [
    serves([first, second]),
    heard('default', ring([first, 'active'], [second, 'announced']), [first.kid, second.kid]),
  ],
  'one is fetched later: it is named then, with what is still held': [
    serves([first]),
    heard('default', ring([first, 'active'], [third, 'announced']), [first.kid]),
    serves([first, third], [first.kid, third.kid]),
  ],
  'what retires is in use, and named': [
    serves([first, second, third]),
    heard('default', ring([first, 'retiring'], [second, 'active'], [third, 'announced']), [first.kid, second.kid, third.kid]),
  ],
  'a compromised key is not named, although it is still held': [
    serves([first, second]),
    heard('default', ring([first, 'compromised'], [second, 'active']), [second.kid]),
  ],
  'a key that is held and not in the event is not named': [
    serves([first, second]),
    heard('default', ring([second, 'active']), [second.kid]),
  ],
  'each event is answered, also one that says the same': [
    serves([first]),
    heard('default', ring([first, 'active']), [first.kid]),
    heard('default', ring([first, 'active']), [first.kid]),
  ],
  'nothing is held: nothing is said': [
    serves([]),
    heard('default', ring([first, 'announced'])),
  ],
  'a tenant whose tokens are not verified: all are named, held or not': [
    serves([first]),
    heard('acme', ring([fourth, 'active'], [third, 'announced']), [fourth.kid, third.kid]),
  ],
  'a PS256 key is one like the others': [
    serves([fourth]),
    heard('default', ring([fourth, 'active']), [fourth.kid]),
  ],
};

/**
 * @param held whether the verifier counts afterwards as one that holds the announced key
 * @param by   whose API key is shown: that of who opened the stream, or another with the same rights
 */
const post = (kids, status, held, by = 'owner') => ({ by, kids, status, held });

const active = '{active}';
const announced = '{announced}';

const server = {
  'both': [post({ default: [active, announced] }, 204, true)],
  'one after the other': [post({ default: [active] }, 204, false), post({ default: [announced] }, 204, true)],
  'what was said before stays said': [post({ default: [announced] }, 204, true), post({ default: [active] }, 204, true)],
  'no key at all takes nothing back': [post({ default: [announced] }, 204, true), post({ default: [] }, 204, true)],
  'a repeat is no fault': [post({ default: [announced] }, 204, true), post({ default: [announced] }, 204, true)],
  'a kid that the server does not know is skipped': [post({ default: [UNKNOWN] }, 204, false), post({ default: [UNKNOWN, announced] }, 204, true)],
  'a tenant that is not followed: nothing of it counts': [post({ default: [announced], acme: [UNKNOWN] }, 404, false)],
  'another API key cannot speak for it': [post({ default: [announced] }, 404, false, 'stranger')],
  'no tenant': [post({}, 422, false)],
  'more kids than are taken': [post({ default: [announced, ...Array.from({ length: 32 }, (_, i) => text(seeded(`kid ${i}`, 12)))] }, 422, false)],
  'a name that no tenant can have': [post({ default: [announced], 'NOT A TENANT': [] }, 400, false)],
};

const named = (member, cases) => Object.entries(cases).map(([name, steps]) => ({ name, [member]: steps }));

export const generate = () => ({
  about: 'POST …/feed/keys. `verifiers`: what one that verifies the tokens of tenant default only posts after each step, as the member `kids` of the body: `said`, perhaps several times, and nothing where `said` is absent. '
    + '`server`: what it makes of that, for one verifier with a new stream of tenant default; {active} and {announced} are the kids of its ring.',
  verifiers: named('steps', verifiers),
  server: named('posts', server),
});
