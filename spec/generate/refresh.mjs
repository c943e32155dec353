// What becomes of a refresh token that is presented: the table of ../refresh.md, a second time.
const GRACE = 10_000;
const RECOVERY = 86_400_000;
const LARGEST = 2 ** 31 - 1;
const AHEAD = 100;

/**
 * @param state  n newest generation; p last exchanged or null; rotated_at or null; presented: whether n was seen;
 *               first: the first generation since the last renewal; by: who rotated last
 */
export const decide = (state, { presented: g, at, by }, { grace_ms, recovery_ms }) => {
  const { n, p, rotated_at, first } = state;
  const elapsed = rotated_at === null ? Infinity : Math.max(0, at - rotated_at);
  const rotatedTo = (next, exchanged) => ({ n: next, p: exchanged, rotated_at: at, presented: false, first, by });
  if (g === LARGEST) return { outcome: 'reuse' };
  if (g < first) return { outcome: 'superseded', state };
  if (g === n && elapsed < grace_ms) return { outcome: 'repeated', answer: n, state: { ...state, presented: true } };
  if (g === p && elapsed < grace_ms) return { outcome: 'repeated', answer: n, state };
  if (g === n) return { outcome: 'rotated', answer: n + 1, state: rotatedTo(n + 1, g) };
  if (g === p && elapsed < recovery_ms && !state.presented && by === state.by && n < LARGEST) {
    return { outcome: 'recovered', answer: n + 1, state: rotatedTo(n + 1, p) };
  }
  if (g > n && g - n <= AHEAD) return { outcome: 'caught_up', answer: g + 1, state: rotatedTo(g + 1, g) };
  return { outcome: 'reuse' };
};

const START = { n: 1, p: null, rotated_at: null, presented: false, first: 1, by: null };
const POLICY = { grace_ms: GRACE, recovery_ms: RECOVERY };

const single = (name, given, presented, { policy = {}, same_presenter = true } = {}) => {
  const rules = { ...POLICY, ...policy };
  const { elapsed_ms = null, ...row } = given;
  const now = 10 ** 9;
  const state = { ...START, ...row, rotated_at: elapsed_ms === null ? null : now - elapsed_ms, by: 'same' };
  const { outcome, answer, state: after } = decide(state, { presented, at: now, by: same_presenter ? 'same' : 'other' }, rules);
  const then = after && { n: after.n, p: after.p, elapsed_ms: after.rotated_at === null ? null : now - after.rotated_at, newest_presented: after.presented, first: after.first };
  return {
    name, policy: rules,
    given: { n: state.n, p: state.p, elapsed_ms, newest_presented: state.presented, first: state.first },
    presented, same_presenter, outcome, ...(answer ? { answer } : {}), ...(then ? { then } : {}),
  };
};

const rotated = (elapsed_ms, more) => ({ n: 8, p: 7, elapsed_ms, ...more });

const singles = () => [
  single('the first exchange', {}, 1),
  single('the current one, long after the last rotation', rotated(3_600_000), 8),
  single('the current one, at once: a late tab', rotated(0), 8),
  single('the current one, in the last millisecond of the grace', rotated(GRACE - 1), 8),
  single('the current one, when the grace is over', rotated(GRACE), 8),
  single('the current one of another presenter', rotated(GRACE), 8, { same_presenter: false }),
  single('the one before, at once: a second tab', rotated(0), 7),
  single('the one before, in the last millisecond of the grace', rotated(GRACE - 1), 7),
  single('the one before, in the grace, of another presenter', rotated(5_000), 7, { same_presenter: false }),
  single('the one before, in the grace, when the current one was seen', rotated(5_000, { presented: true }), 7),
  single('the one before, when the grace is over: the answer was lost', rotated(GRACE), 7),
  single('the one before, a minute later', rotated(60_000), 7),
  single('the one before, in the last millisecond of the recovery', rotated(RECOVERY - 1), 7),
  single('the one before, when the recovery is over', rotated(RECOVERY), 7),
  single('the one before, later, of another presenter', rotated(GRACE), 7, { same_presenter: false }),
  single('the one before, later, when the current one was seen', rotated(GRACE, { presented: true }), 7),
  single('the one before, later, strict', rotated(GRACE), 7, { policy: { recovery_ms: 0 } }),
  single('the one before, in the grace, strict', rotated(GRACE - 1), 7, { policy: { recovery_ms: 0 } }),
  single('the one before, later, with a recovery within the grace', rotated(GRACE), 7, { policy: { recovery_ms: 5_000 } }),
  single('the current one, at once, without a grace', rotated(0), 8, { policy: { grace_ms: 0 } }),
  single('the one before, at once, without a grace', rotated(0), 7, { policy: { grace_ms: 0 } }),
  single('the one before, at once, without a grace, of another presenter', rotated(0), 7, { policy: { grace_ms: 0 }, same_presenter: false }),
  single('the one before, at once, without grace or recovery', rotated(0), 7, { policy: { grace_ms: 0, recovery_ms: 0 } }),
  single('the longest grace, its last millisecond', rotated(59_999), 7, { policy: { grace_ms: 60_000 } }),
  single('the longest grace, over', rotated(60_000), 8, { policy: { grace_ms: 60_000 } }),
  single('two before, in the grace', rotated(0), 6),
  single('two before, later', rotated(GRACE), 6),
  single('the very first, later', rotated(GRACE), 1),
  single('one that a recovery made void, in the grace', { n: 9, p: 7, elapsed_ms: 0 }, 8),
  single('one that a recovery made void, later', { n: 9, p: 7, elapsed_ms: GRACE }, 8),
  single('the one before again, after a recovery, in the grace', { n: 9, p: 7, elapsed_ms: 0 }, 7),
  single('the one before again, after a recovery, later', { n: 9, p: 7, elapsed_ms: GRACE }, 7),
  single('one ahead: the store lost writes', rotated(GRACE), 9),
  single('one ahead, in the grace', rotated(0), 9),
  single('one ahead of another presenter', rotated(GRACE), 9, { same_presenter: false }),
  single('a hundred ahead', rotated(GRACE), 108),
  single('a hundred and one ahead', rotated(GRACE), 109),
  single('ahead before the first exchange', {}, 2),
  single('the database clock went back: no time has passed', rotated(-5_000), 7),
  single('the current one, the database clock went back', rotated(-5_000), 8),
  single('from before a renewal', { n: 9, p: null, first: 9 }, 8),
  single('from long before a renewal', { n: 9, p: null, first: 9 }, 1),
  single('from before a renewal, of another presenter', { n: 9, p: null, first: 9 }, 8, { same_presenter: false }),
  single('the first since a renewal', { n: 9, p: null, first: 9 }, 9),
  single('from before a renewal, after an exchange, in its grace', { n: 10, p: 9, elapsed_ms: 0, first: 9 }, 8),
  single('the first since a renewal again, in the grace', { n: 10, p: 9, elapsed_ms: 0, first: 9 }, 9),
  single('the last generation, in the grace: it is never exchanged', { n: LARGEST, p: LARGEST - 1, elapsed_ms: 0 }, LARGEST),
  single('the last generation, later', { n: LARGEST, p: LARGEST - 1, elapsed_ms: GRACE }, LARGEST),
  single('the one before the last, in the grace', { n: LARGEST, p: LARGEST - 1, elapsed_ms: 0 }, LARGEST - 1),
  single('the one before the last, later: there is no next', { n: LARGEST, p: LARGEST - 1, elapsed_ms: GRACE }, LARGEST - 1),
  single('the last but one', { n: LARGEST - 1, p: LARGEST - 2, elapsed_ms: GRACE }, LARGEST - 1),
  single('the last generation, ahead', { n: LARGEST - 1, p: LARGEST - 2, elapsed_ms: GRACE }, LARGEST),
];

/** Several presentations of one session, each deciding about the next. */
const sequence = (name, steps, policy = {}) => {
  const rules = { ...POLICY, ...policy };
  let state = START;
  const told = steps.map(([at_ms, presented, by]) => {
    const { outcome, answer, state: after } = state === undefined
      ? { outcome: 'over' }
      : decide(state, { presented, at: at_ms, by }, rules);
    state = after;
    return { at_ms, presented, presenter: by, outcome, ...(answer ? { answer } : {}) };
  });
  return { name, policy: rules, steps: told };
};

const H = 3_600_000;
const sequences = () => [
  sequence('an honest client', [[0, 1, 'owner'], [H, 2, 'owner'], [2 * H, 3, 'owner']]),
  sequence('two tabs at once', [[0, 1, 'owner'], [3, 1, 'owner'], [H, 2, 'owner'], [H + 3, 2, 'owner'], [2 * H, 3, 'owner']]),
  sequence('a tab whose cookie came late', [[0, 1, 'owner'], [H, 2, 'owner'], [H + 9_999, 2, 'owner'], [2 * H, 3, 'owner']]),
  sequence('the answer was lost: again after 1 s', [[0, 1, 'owner'], [1_000, 1, 'owner'], [H, 2, 'owner']]),
  sequence('the answer was lost: again after the grace and 1 s', [[0, 1, 'owner'], [11_000, 1, 'owner'], [H, 3, 'owner']]),
  sequence('the answer was lost twice', [[0, 1, 'owner'], [60_000, 1, 'owner'], [120_000, 1, 'owner'], [H, 4, 'owner']]),
  sequence('the answer that seemed lost comes after the recovery', [[0, 1, 'owner'], [60_000, 1, 'owner'], [61_000, 2, 'owner']]),
  sequence('the thief first', [[0, 1, 'thief'], [H, 1, 'owner'], [H + 1, 2, 'thief']]),
  sequence('the thief first, and goes on', [[0, 1, 'thief'], [H, 2, 'thief'], [H + 60_000, 1, 'owner'], [H + 60_001, 3, 'thief']]),
  sequence('the owner first', [[0, 1, 'owner'], [H, 1, 'thief'], [H + 1, 2, 'owner']]),
  sequence('the owner first, who went on', [[0, 1, 'owner'], [H, 2, 'owner'], [2 * H, 1, 'thief']]),
  sequence('both in the grace: not seen by generations, the known limit', [[0, 1, 'thief'], [5_000, 1, 'owner'], [H, 2, 'owner'], [H + 5_000, 2, 'thief']]),
  sequence('both in the grace, then one is late', [[0, 1, 'thief'], [5_000, 1, 'owner'], [H, 2, 'owner'], [H + GRACE, 2, 'thief']]),
  sequence('a thief with the same user agent after a lost answer, then the owner', [[0, 1, 'owner'], [60_000, 1, 'owner'], [H, 1, 'owner'], [H + 1, 3, 'owner']]),
  sequence('strict: the lost answer signs out', [[0, 1, 'owner'], [11_000, 1, 'owner'], [11_001, 2, 'owner']], { recovery_ms: 0 }),
  sequence('a failover lost three rotations', [[0, 4, 'owner'], [H, 5, 'owner'], [2 * H, 6, 'owner']]),
];

export const generate = () => ({
  about: 'elapsed_ms: since the last rotation, by the database clock; null: never rotated. first: the first generation since the last renewal. '
    + 'answer: the generation of the refresh token in the answer. then: the row afterwards; none when the session is over. '
    + 'A sequence starts with n = 1; outcome over: the session had ended before. Outcomes of an ended session are one answer on the wire: signed_out.',
  singles: singles(),
  sequences: sequences(),
});
