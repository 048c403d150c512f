/** What is wrong or odd about recordings, and what is done about it. */
import { expect, test } from 'vitest';
import { watchReads } from '../../../engine/data/datasetReader.fixture';
import type { ErrorDetails } from '../../../protocol/errors';
import { gatherSessions, surveySessions } from './gathering';
import { gathering, recordings, session } from './sessions.fixture';

type Given = Parameters<typeof recordings>[0];

async function errorOf(given: Given, options = gathering()): Promise<{ message: string } & ErrorDetails> {
  const caught = await gatherSessions(recordings(given), options).catch((thrown: unknown) => thrown);
  expect(caught).toMatchObject({
    code: expect.any(String),
    details: { remedy: expect.stringMatching(/\.$/) },
  });
  const { message, details } = caught as { message: string; details: ErrorDetails };
  return { message, ...details };
}

async function remarksOf(given: Given, options = gathering()): Promise<Record<string, string>> {
  const { remarks } = await gatherSessions(recordings(given), options);
  return Object.fromEntries(remarks.map(({ code, message }) => [code, message]));
}

const nan = (bad: number[]) => (i: number) => (bad.includes(i) ? Number.NaN : 1);

test('good sessions stand one after the other and nothing is remarked', async () => {
  const { sessions, rows, splits, remarks } = await gatherSessions(
    recordings({ ...session('a_1'), ...session('b_1') }),
    gathering(),
  );
  expect(
    sessions.map(({ name, subject, start, units, behaviors }) => [name, subject, start, units, behaviors]),
  ).toEqual([
    ['a_1', 'a', 0, 2, 2],
    ['b_1', 'b', 40, 2, 2],
  ]);
  expect(remarks).toEqual([]);
  expect(rows).toHaveLength(2 * 37);
  expect([splits.train.length, splits.validation.length]).toEqual([2 * 29, 2 * 8]);
  expect([...rows]).toEqual([...splits.train, ...splits.validation].sort((a, b) => a - b));
});

test('frames of different sizes are refused without an adapter, by their sessions, and taken with one', async () => {
  const given = {
    ...session('a'),
    ...session('b', { stim: [[40, 5, 6], () => 1, 'uint8'] }),
  };
  const { message, place, remedy } = await errorOf(given);
  expect(message).toBe('The sessions have frames of different sizes: 4 × 4: a; 5 × 6: b.');
  expect(place).toBe('model.adapter');
  expect(remedy).toContain('affine');
  expect((await gatherSessions(recordings(given), gathering({}, { adapts: true }))).sessions).toHaveLength(2);
});

test('frames of different channels are refused even with an adapter', async () => {
  const given = { ...session('a'), ...session('b', { stim: [[40, 2, 6, 6], () => 1, 'uint8'] }) };
  expect((await errorOf(given, gathering({}, { adapts: true }))).message).toContain('different channels');
});

test('rates that differ are refused, and so is a rate that the settings contradict', async () => {
  const given = {
    ...session('a', { rate_hz: [[1], () => 120] }),
    ...session('b', { dt: [[1], () => 1 / 240] }),
  };
  expect((await errorOf(given)).message).toContain('different rates: 120 Hz: a; 240 Hz: b');
  const mended = gathering({
    sampling: { sourceRate: 240, targetRate: 120 },
    sessions: { a: { sampling: null } },
  });
  const { sessions } = await gatherSessions(recordings(given), mended);
  expect(sessions.map(({ bins, rate }) => [bins, Math.round(rate!)])).toEqual([
    [40, 120],
    [20, 120],
  ]);
  const { message, remedy } = await errorOf(
    given,
    gathering({ sampling: { sourceRate: 240, targetRate: 120 } }),
  );
  expect(message).toBe('Session a was recorded at 120 Hz.');
  expect(remedy).toContain('dataset.sessions.a.sampling.sourceRate');
});

test('a unit without spikes and one that dfs never trusts are named by their numbers', async () => {
  const remarks = await remarksOf(
    session('a', {
      robs: [[40, 3], (i) => (i % 3 === 1 ? 0 : 1), 'uint8'],
      dfs: [[40, 3], (i) => (i % 3 === 2 ? 0 : 1), 'uint8'],
      cids: [[3], (i) => 10 + i, 'int32'],
    }),
  );
  expect(remarks['units-silent']).toContain('a (11)');
  expect(remarks['units-untrusted']).toContain('a (12)');
});

test('a session whose dfs is all zero is left out, and nothing but such is an error', async () => {
  const zero = session('a', { dfs: [[40], () => 0, 'uint8'] });
  const { sessions, remarks } = await gatherSessions(recordings({ ...zero, ...session('b') }), gathering());
  expect(sessions.map(({ name, start }) => [name, start])).toEqual([['b', 0]]);
  expect(remarks).toEqual([
    { code: 'sessions-untrusted', message: 'Sessions without a bin that may be used: a. They are left out.' },
  ]);
  expect((await errorOf(zero)).message).toBe('No sample of any session can be trained on.');
});

test('behaviour of another length is refused by both lengths', async () => {
  const { message } = await errorOf(session('a', { behavior: [[39, 2], () => 0] }));
  expect(message).toBe('The array `a/behavior` of session a has 39 time bins, and `a/robs` has 40.');
});

test('bins with behaviour that is no number are left out and counted; all of them are an error', async () => {
  const given = session('a', { behavior: [[40, 2], nan([20, 21, 50])] });
  const { rows } = await gatherSessions(recordings(given), gathering());
  expect([...rows].includes(10) || [...rows].includes(25)).toBe(false);
  expect(rows).toHaveLength(35);
  expect((await remarksOf(given))['behavior-unknown']).toContain('a (2 of 40)');
  expect((await errorOf(session('a', { behavior: [[40, 2], () => Number.NaN] }))).message).toContain(
    'in no bin',
  );
  // Without a modulator nobody looks at behaviour.
  expect((await gatherSessions(recordings(given), gathering({}, { behaves: false }))).rows).toHaveLength(37);
});

test('behaviour that differs in width, or lacks in some sessions, is refused by their names', async () => {
  const narrow = { ...session('a'), ...session('b', { behavior: [[40], () => 0] }) };
  expect((await errorOf(narrow)).message).toBe(
    'The sessions have behaviour of different widths: 2 values: a; 1 values: b.',
  );
  const lacking = { ...session('a'), ...session('b', { behavior: null }) };
  expect(await errorOf(lacking)).toMatchObject({
    message: 'The modulator needs behaviour, and 1 of 2 sessions have none.',
    received: 'b',
  });
  expect((await remarksOf(session('b', { behavior: null })))['behavior-absent']).toContain(': b.');
});

test('large behaviour is remarked and taken as it is', async () => {
  expect(
    (await remarksOf(session('a', { behavior: [[40, 1], (i) => i * 100] })))['behavior-large'],
  ).toContain('up to 3900');
});

test('frames of floats far from one are remarked, unless a transform brings them there', async () => {
  const given = session('a', { stim: [[40, 4, 4], (i) => (i % 7 === 3 ? Number.NaN : i % 256), 'float32'] });
  expect((await remarksOf(given))['frames-large']).toContain('a (up to 255)');
  const centred = gathering({
    transforms: {
      stim: { source: 'stim', ops: [{ name: 'pixelnorm' }], exposeAs: 'stim', concatenate: false },
    },
  });
  expect((await remarksOf(given, centred))['frames-large']).toBeUndefined();
  expect((await remarksOf(session('a')))['frames-large']).toBeUndefined();
});

test('counts below 0 are refused by their place, fractions are remarked, and missing ones are masked', async () => {
  const negative = await errorOf(session('a', { robs: [[40, 2], (i) => (i === 7 ? -1 : 1)] }));
  expect(negative.place).toBe('robs of a, bin 3, unit 1');
  expect((await remarksOf(session('a', { robs: [[40, 2], (i) => i / 2] })))['counts-fractional']).toContain(
    'a (40)',
  );
  const missing = recordings(session('a', { robs: [[40, 2], nan([8])] }));
  const { sessions, remarks } = await gatherSessions(missing, gathering());
  expect(remarks[0]).toMatchObject({ code: 'counts-missing' });
  expect(Array.from(sessions[0]!.robs.slice(8, 10), Number)).toEqual([0, 1]);
  expect(Array.from(sessions[0]!.dfs!.slice(8, 10), Number)).toEqual([0, 1]);
});

test('two sessions of one name are numbered, and it is said', async () => {
  const remarks = await remarksOf({ ...session('x/a'), ...session('y/a') });
  expect(remarks['sessions-renamed']).toContain('a.2');
});

test('frames without counts are no session, and it is said', async () => {
  const { sessions, remarks } = await gatherSessions(
    recordings({ ...session('a'), ...session('b', { robs: null }) }),
    gathering(),
  );
  expect(sessions).toHaveLength(1);
  expect(remarks[0]?.message).toContain('b');
  expect((await errorOf(session('b', { robs: null }))).message).toContain('no array `robs`');
});

test('counts that lie the other way are refused with the shape that is wanted', async () => {
  const { message, remedy } = await errorOf(session('a', { robs: [[2, 40], () => 1, 'uint8'] }));
  expect(message).toContain('looks transposed');
  expect(remedy).toContain('[40, 2]');
});

test('frames with channels first are read with channels last', async () => {
  const { sessions } = await gatherSessions(
    recordings(session('a', { stim: [[40, 3, 5, 6], (i) => i % 251, 'uint8'] })),
    gathering(),
  );
  const frames = sessions[0]!.frames!;
  expect([frames.height, frames.width, frames.channels]).toEqual([5, 6, 3]);
  const [red, green, blue] = await frames.read(1, 2);
  expect([red, green, blue]).toEqual([90, 120, 150]);
  const odd = session('b', { stim: [[40, 7, 6, 5], () => 0, 'uint8'] });
  expect((await errorOf(odd)).message).toContain('channels');
});

test('a model that sees needs frames of every session', async () => {
  const { message } = await errorOf({ ...session('a'), ...session('b', { stim: null }) });
  expect(message).toContain('1 of the sessions have none');
  const blind = gathering({}, { sees: false });
  expect(
    (await gatherSessions(recordings(session('b', { stim: null })), blind)).sessions[0]!.frames,
  ).toBeNull();
});

test('text where numbers are needed is refused', async () => {
  const data = recordings(session('a'));
  const texts = new Map(data.arrays);
  texts.set('a/robs', { ...texts.get('a/robs')!, categories: ['x'] });
  await expect(gatherSessions({ ...data, arrays: texts }, gathering())).rejects.toMatchObject({
    code: 'data-type',
  });
});

test('samples whose lags reach into an earlier trial are left out', async () => {
  const given = session('a', { trial_inds: [[40], (i) => Math.floor(i / 10), 'int32'] });
  const { rows, remarks } = await gatherSessions(recordings(given), gathering());
  expect([...rows].filter((row) => row % 10 < 3)).toEqual([]);
  expect(rows).toHaveLength(28);
  expect(remarks[0]?.message).toContain('a (9)');
  expect((await errorOf(given, gathering({}, { history: 10 }))).received).toContain('lags of 10 bins');
});

test('a survey knows the same as the reading, and a dataset with a fingerprint is read for it once', async () => {
  const { data, reads } = watchReads(
    recordings(session('a', { dfs: [[40, 2], (i) => (i < 20 ? 0 : 1), 'uint8'] })),
  );
  const options = gathering({ split: 'end' });
  const { sessions, ...whole } = await gatherSessions(data, options);
  const { sessions: surveyed, ...survey } = await surveySessions(data, options);
  expect(survey).toEqual(whole);
  expect(surveyed[0]!.usable).toEqual(sessions[0]!.usable);
  const known = { ...data, fingerprint: 'f' };
  await surveySessions(known, options);
  const before = reads.length;
  await surveySessions(known, gathering({ lags: [0, 1], validationFraction: 0.5 }, { history: 1 }));
  expect(reads).toHaveLength(before);
  await surveySessions(known, gathering({ behaviorLag: 1 }));
  expect(reads.length).toBeGreaterThan(before);
  // Frames are never read for it.
  expect(reads.map(({ name }) => name)).not.toContain('a/stim');
});
