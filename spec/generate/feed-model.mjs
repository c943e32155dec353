// What a verifier knows after what it has received: a second, slow and plain reading of ../feed.md.
export class Cut extends Error {}

const ensure = (fine, why) => {
  if (!fine) throw new Cut(why);
};

const isSeq = (value) => Number.isSafeInteger(value) && value >= 0;

export class Model {
  seq = 0;
  log = null;
  evidence = []; // { v0, advanced }
  revoke = new Map();
  invalidate = new Map();

  connect(v0) {
    this.stream = { v0, hello: null, complete: false, heartbeat: -1, read: -1 };
  }

  receive(event, data) {
    const { stream } = this;
    if (event === 'hello') {
      ensure(!stream.hello, 'a second hello');
      ensure(Number.isFinite(data.mono), 'no mono');
      stream.hello = data;
      stream.resumed = data.log === this.log && this.log !== null;
      stream.position = stream.resumed ? this.seq : 0;
      return;
    }
    ensure(stream.hello, 'something before hello');
    const known = { snapshot: this.snapshot, entries: this.entries, heartbeat: this.heartbeat }[event];
    known?.call(this, data);
  }

  snapshot({ seq, entries }) {
    ensure(isSeq(seq) && Array.isArray(entries), 'not a snapshot');
    this.add(entries, -1, seq);
    this.stream.complete = true;
    this.reach(seq);
  }

  entries({ seq, entries }) {
    ensure(isSeq(seq) && Array.isArray(entries), 'not entries');
    ensure(this.stream.complete || this.stream.resumed, 'entries before a snapshot');
    this.add(entries, this.stream.position, seq);
    this.reach(seq);
  }

  heartbeat({ seq, read }) {
    const { stream } = this;
    ensure(isSeq(seq) && Number.isFinite(read), 'not a heartbeat');
    ensure(stream.complete || stream.resumed, 'a heartbeat before a snapshot');
    ensure(seq >= stream.heartbeat, 'the log went back');
    ensure(read >= stream.hello.mono, 'read before the stream began');
    ensure(read >= stream.read, 'the clock went back');
    stream.heartbeat = seq;
    stream.read = read;
    this.reach(seq);
    this.evidence.push({ v0: stream.v0, advanced: read - stream.hello.mono });
  }

  reach(seq) {
    this.stream.position = Math.max(this.stream.position, seq);
    this.log = this.stream.hello.log;
    this.seq = this.stream.position;
  }

  add(entries, after, upTo) {
    let last = after;
    for (const { seq, target, effect } of entries) {
      ensure(isSeq(seq) && seq > last, 'an entry out of order');
      ensure(seq <= upTo, 'an entry beyond its event');
      last = seq;
      const held = effect === 'revoke' ? this.revoke : this.invalidate;
      held.set(target, Math.max(held.get(target) ?? 0, seq));
    }
  }

  /** Milliseconds; null before any evidence. */
  staleness({ mono_ms, wall_ms }) {
    const ages = this.evidence.map(({ v0, advanced }) => {
      const elapsed = Math.max(mono_ms - v0.mono_ms, wall_ms - v0.wall_ms);
      return Math.max(0, elapsed - advanced + elapsed * 200e-6);
    });
    return ages.length ? Math.round(Math.min(...ages) * 1e6) / 1e6 : null;
  }

  /** Whether something derived at `rev` about this target is void. */
  isVoid({ target_type, target, rev }) {
    const seq = this.revoke.get(target);
    return seq !== undefined && (target_type === 'token' || target_type === 'signing_key' || seq > rev);
  }

  /** Whether a copy made at `as_of` is void. */
  isOld({ target, as_of }) {
    return (this.revoke.get(target) ?? 0) > as_of || (this.invalidate.get(target) ?? 0) > as_of;
  }
}
