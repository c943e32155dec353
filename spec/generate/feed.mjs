// Streams, and what a verifier knows after them: ../feed.md.
import { seeded, text } from './bytes.mjs';
import { Cut, Model } from './feed-model.mjs';
import { target } from './targets.mjs';

const LOG = text(seeded('log', 12));
const OTHER_LOG = text(seeded('other log', 12));
const START = { mono_ms: 500_000, wall_ms: 1_767_225_600_000 };
const MONO = 8_000_000.25;
const SEQ = 1_767_225_600_000_000;
const AT = '2026-01-01T00:00:00Z';
const ENDS = '2026-01-01T01:15:00Z';

const after = (ms, wall = ms) => ({ mono_ms: START.mono_ms + ms, wall_ms: START.wall_ms + wall });

const connect = (ms = 0, wall = ms) => ({ connect: after(ms, wall) });
const event = (name, data, id) => ({
  receive: `event: ${name}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`, name, data,
});
/** Text that is no event of ours. */
const garbage = (receive) => ({ receive, garbage: true });
const hello = (changes) => event('hello', {
  subscription: text(seeded('subscription', 12)), log: LOG, mono: MONO, heartbeat_ms: 500, max_staleness_ms: 2000, at: AT, ...changes });
const entry = (seq, target_type, value, effect = 'revoke') => ({
  seq: SEQ + seq, tenant: 'default', target_type, target: target(target_type, 'default', value), effect, expires_at: ENDS });
const snapshot = (seq, entries = [], log = LOG) => event('snapshot', { seq: SEQ + seq, entries }, `${log}:${SEQ + seq}`);
const entries = (seq, list, log = LOG) => event('entries', { seq: SEQ + seq, entries: list }, `${log}:${SEQ + seq}`);
const heartbeat = (seq, ms) => event('heartbeat', { seq: SEQ + seq, read: MONO + ms, at: AT });
const keys = () => event('keys', { tenant: 'default', kids: [{ kid: text(seeded('kid', 12)), state: 'active', not_before: AT }] });

const ask = (ms, wall = ms) => ({ ask: after(ms, wall) });
const isVoid = (target_type, value, rev) => ({ void: { target_type, target: target(target_type, 'default', value), rev: SEQ + rev } });
const isOld = (target_type, value, as_of) => ({ old: { target_type, target: target(target_type, 'default', value), as_of: SEQ + as_of } });

const opened = [connect(), hello(), keys(), snapshot(10)];

const streams = {
  'nothing was heard': [connect(), ask(0), ask(60_000)],
  'a snapshot is no evidence: it may be older than the stream': [...opened, ask(5)],
  'the first heartbeat': [...opened, heartbeat(10, 2), ask(6), ask(500), ask(2_000), ask(60_000)],
  'one heartbeat after another': [...opened, heartbeat(10, 2), ask(6), heartbeat(10, 502), ask(510), heartbeat(10, 1002), ask(1_011)],
  'a constant delay makes staler, not wrong': [...opened, heartbeat(10, 2), ask(3_006), heartbeat(10, 502), ask(3_506)],
  'a growing delay': [...opened, heartbeat(10, 2), ask(6), heartbeat(10, 502), ask(1_502), heartbeat(10, 1_002), ask(4_002)],
  'a minute of heartbeats at once: only the last counts': [...opened, ...[2, 502, 1_002, 59_502].map((ms) => heartbeat(10, ms)), ask(60_000)],
  'a server that was frozen': [...opened, heartbeat(10, 2), ask(30_000), heartbeat(10, 30_002), ask(30_010)],
  'a verifier that was frozen, its monotonic clock too': [...opened, heartbeat(10, 2), heartbeat(10, 502), ask(600, 30_600)],
  'a wall clock that was set back': [...opened, heartbeat(10, 2), ask(1_000, -3_600_000)],
  'a wall clock that was set forward': [...opened, heartbeat(10, 2), ask(1_000, 901_000)],
  'the drift of ten minutes': [...opened, heartbeat(10, 600_000), ask(600_000)],
  'the stream is lost: what was known grows old': [...opened, heartbeat(10, 2), { lost: true }, ask(1_000), ask(10_000)],
  'a second stream, anchored anew': [...opened, heartbeat(10, 2), ask(900), { lost: true }, connect(1_000), hello({ mono: MONO + 1_001 }), ask(1_010), heartbeat(12, 1_003), ask(1_010)],
  'a revoked session': [...opened, entries(20, [entry(20, 'session', 's1')]), isVoid('session', 's1', 19), isVoid('session', 's1', 20), isVoid('session', 's1', 21), isVoid('session', 's2', 0), heartbeat(20, 500), ask(510)],
  'a revoked token, whatever its position': [...opened, entries(20, [entry(20, 'token', 'j1')]), isVoid('token', 'j1', 0), isVoid('token', 'j1', 1_000_000)],
  'a compromised key, whatever the position': [...opened, entries(20, [entry(20, 'signing_key', 'k1')]), isVoid('signing_key', 'k1', 1_000_000)],
  'the later of two entries of one target': [...opened, entries(30, [entry(20, 'subject', 'alice'), entry(30, 'subject', 'alice')]), isVoid('subject', 'alice', 29), isVoid('subject', 'alice', 30)],
  'several entries of one transaction': [...opened, entries(23, [entry(21, 'session', 's1'), entry(22, 'session', 's2'), entry(23, 'subject', 'alice')]), isVoid('session', 's2', 21), isVoid('subject', 'alice', 22), isVoid('client', 'alice', 0)],
  'invalidated copies, tokens stay': [...opened, entries(20, [entry(20, 'subject', 'alice', 'invalidate')]), isOld('subject', 'alice', 19), isOld('subject', 'alice', 20), isVoid('subject', 'alice', 0)],
  'a revoke makes copies old too': [...opened, entries(20, [entry(20, 'subject', 'alice')]), isOld('subject', 'alice', 19), isOld('subject', 'alice', 20)],
  'an invalidate after a revoke hides nothing': [...opened, entries(30, [entry(20, 'subject', 'alice'), entry(30, 'subject', 'alice', 'invalidate')]), isVoid('subject', 'alice', 19), isVoid('subject', 'alice', 20), isOld('subject', 'alice', 29)],
  'entries of the snapshot': [connect(), hello(), keys(), snapshot(30, [entry(5, 'session', 's1'), entry(30, 'tenant', '')]), isVoid('session', 's1', 4), isVoid('tenant', '', 29), isVoid('tenant', '', 30)],
  'a resumed stream keeps what was known': [...opened, entries(20, [entry(20, 'session', 's1')]), { lost: true }, connect(2_000), hello({ mono: MONO + 2_001 }), keys(), entries(40, [entry(40, 'session', 's2')]), heartbeat(40, 2_002), isVoid('session', 's1', 0), isVoid('session', 's2', 0), ask(2_010)],
  'a new snapshot of the same log adds': [...opened, entries(20, [entry(20, 'session', 's1')]), { lost: true }, connect(2_000), hello({ mono: MONO + 2_001 }), snapshot(40, [entry(40, 'session', 's2')]), isVoid('session', 's1', 0), isVoid('session', 's2', 0)],
  'another log: its snapshot adds, what was revoked stays revoked': [...opened, entries(20, [entry(20, 'session', 's1')]), { lost: true }, connect(2_000), hello({ log: OTHER_LOG, mono: 77 }), snapshot(5, [entry(4, 'session', 's2')], OTHER_LOG), isVoid('session', 's1', 0), isVoid('session', 's2', 0), ask(2_010)],
  'events that are not known, and comments': [...opened, { receive: ': hello\n\n', name: 'comment' }, event('later', { anything: [1] }), event('heartbeat', { seq: SEQ + 10, read: MONO + 2, at: AT, more: true }), ask(6)],
  'cut: something before hello': [connect(), snapshot(10), { cut: true }],
  'cut: a second hello': [...opened, hello(), { cut: true }],
  'cut: a heartbeat before the snapshot': [connect(), hello(), heartbeat(10, 2), { cut: true }],
  'cut: entries before the snapshot': [connect(), hello(), entries(20, [entry(20, 'session', 's1')]), { cut: true }],
  'cut: another log without a snapshot': [...opened, { lost: true }, connect(2_000), hello({ log: OTHER_LOG }), heartbeat(10, 2), { cut: true }],
  'cut: an entry not after the last one': [...opened, entries(20, [entry(20, 'session', 's1')]), entries(21, [entry(20, 'session', 's2')]), { cut: true }],
  'cut: an entry not after the last heartbeat': [...opened, heartbeat(30, 2), entries(30, [entry(30, 'session', 's1')]), { cut: true }],
  'cut: entries out of order in one event': [...opened, entries(30, [entry(22, 'session', 's1'), entry(21, 'session', 's2')]), { cut: true }],
  'cut: an entry beyond its event': [...opened, entries(20, [entry(21, 'session', 's1')]), { cut: true }],
  'cut: a heartbeat below an earlier one': [...opened, heartbeat(30, 2), heartbeat(29, 502), { cut: true }],
  'cut: read before the stream began': [...opened, heartbeat(10, -0.25), { cut: true }],
  'cut: read goes back': [...opened, heartbeat(10, 502), heartbeat(10, 501), { cut: true }],
  'cut: data that is not JSON': [...opened, garbage('event: heartbeat\ndata: {"seq":\n\n'), { cut: true }],
  'cut: a member twice': [...opened, garbage(`event: heartbeat\ndata: {"seq":${SEQ},"seq":${SEQ + 10},"read":${MONO + 2},"at":"${AT}"}\n\n`), { cut: true }],
  'cut: a position that is no integer': [...opened, garbage(`event: heartbeat\ndata: {"seq":${SEQ + 10}.5,"read":${MONO + 2},"at":"${AT}"}\n\n`), { cut: true }],
  'cut: a position beyond 2^53': [...opened, garbage(`event: heartbeat\ndata: {"seq":9007199254740993,"read":${MONO + 2},"at":"${AT}"}\n\n`), { cut: true }],
  'cut: a position as text': [...opened, garbage(`event: heartbeat\ndata: {"seq":"${SEQ + 10}","read":${MONO + 2},"at":"${AT}"}\n\n`), { cut: true }],
  'cut: a heartbeat without read': [...opened, garbage(`event: heartbeat\ndata: {"seq":${SEQ + 10},"at":"${AT}"}\n\n`), { cut: true }],
  'cut: an entry with an effect that is not known': [...opened, entries(20, [entry(20, 'session', 's1', 'forget')]), { cut: true }],
  'cut: an entry with a target that is no hash': [...opened, entries(20, [{ ...entry(20, 'session', 's1'), target: 'alice' }]), { cut: true }],
};

const run = (steps) => {
  const model = new Model();
  let cut = false;
  return steps.map((step) => {
    if (step.connect) model.connect(step.connect);
    if (step.receive && !cut) cut = !taken(model, step);
    if (step.cut && !cut) throw new Error(`not cut: ${JSON.stringify(steps)}`);
    if (!step.cut && cut && !step.receive) throw new Error(`cut: ${JSON.stringify(step)}`);
    if (step.ask) return { ...step, staleness_ms: model.staleness(step.ask), seq: model.seq };
    if (step.void) return { ...step, is: model.isVoid(step.void) };
    if (step.old) return { ...step, is: model.isOld(step.old) };
    return step.receive ? { receive: step.receive } : step;
  });
};

const taken = (model, { name, data, garbage: bad }) => {
  if (bad || data?.entries?.some(({ target: hash, effect }) => hash.length !== 22 || !['revoke', 'invalidate'].includes(effect))) return false;
  try {
    if (data) model.receive(name, data);
    return true;
  } catch (e) {
    if (e instanceof Cut) return false;
    throw e;
  }
};

export const generate = () => ({
  about: 'Steps of one verifier that follows one tenant. connect: a request is sent, at these readings of its two clocks. receive: text of the stream. '
    + 'lost: the connection broke. ask: at these readings, staleness_ms (null: never any evidence; compare within 0.001) and the position held. '
    + 'void, old: whether what was derived at rev, or copied at as_of, is. cut: the verifier must have cut the stream on what it received just before.',
  streams: Object.entries(streams).map(([name, steps]) => ({ name, steps: run(steps) })),
});
