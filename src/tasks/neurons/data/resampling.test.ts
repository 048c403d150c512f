/** From 240 to 120 bins a second, and units and lags of a session's own. */
import { describe, expect, test } from 'vitest';
import { gatherSessions } from './gathering';
import { gathering, recordings, session } from './sessions.fixture';

const half = { sampling: { sourceRate: 240, targetRate: 120 } };

describe('resampling', () => {
  test('sums spikes, leaves out frames, averages behaviour, and trusts what is trusted in all bins', async () => {
    const given = session('a', {
      stim: [[41, 2, 3], (i) => i, 'uint8'],
      robs: [[41, 2], (i) => i % 5, 'uint8'],
      behavior: [[41, 1], (i) => (i === 20 ? Number.NaN : i)],
      dfs: [[41, 2], (i) => (i === 61 ? 0 : 1), 'uint8'],
      trial_inds: [[41], (i) => (i < 25 ? 1 : 2), 'int32'],
      repeats: [[41], (i) => (i < 20 ? -1 : i - 20), 'int32'],
    });
    const { sessions, remarks } = await gatherSessions(
      recordings(given),
      gathering({ ...half, split: 'end' }),
    );
    const [one] = sessions;
    expect(one!.bins).toBe(20);
    expect(Array.from(one!.robs.slice(0, 6), Number)).toEqual([0 + 2, 1 + 3, 4 + 1, 0 + 2, 3 + 0, 4 + 1]);
    expect([...(await one!.frames!.read(2, 4))]).toEqual([24, 25, 26, 27, 28, 29, 36, 37, 38, 39, 40, 41]);
    expect([...one!.behavior!.slice(0, 3)]).toEqual([0.5, 2.5, 4.5]);
    expect(one!.behavior![10]).toBeNaN();
    expect(Array.from(one!.dfs!.slice(28, 34), Number)).toEqual([1, 1, 1, 0, 1, 1]);
    expect(Array.from(one!.repeats!, Number).slice(8, 13)).toEqual([-1, -1, 0, 1, 2]);
    // Bin 12 is made of one bin of each trial.
    expect(Array.from(one!.dfs!.slice(24, 26), Number)).toEqual([0, 0]);
    expect(remarks.map(({ code }) => code)).toContain('trials-mixed');
    expect([one!.usable[10], one!.usable[12], one!.usable[11]]).toEqual([0, 0, 1]);
  });

  test('of rates that do not divide is refused', async () => {
    const options = gathering({ sampling: { sourceRate: 240, targetRate: 100 } });
    await expect(gatherSessions(recordings(session('a')), options)).rejects.toMatchObject({
      code: 'config-invalid',
      details: { place: 'dataset.sampling', received: '240 / 100 = 2.4' },
    });
  });
});

test('behaviour may lag behind the spikes', async () => {
  const given = recordings(session('a', { behavior: [[40, 1], (i) => i] }));
  const { sessions, rows } = await gatherSessions(given, gathering({ behaviorLag: 5 }));
  expect([...sessions[0]!.behavior!.slice(5, 8)]).toEqual([0, 1, 2]);
  expect(rows[0]).toBe(5);
});

describe('settings of single sessions', () => {
  const given = {
    ...session('a', {
      robs: [[40, 4], (i) => i % 4, 'uint8'],
      dfs: [[40, 4], (i) => (i % 4 === 2 ? 0 : 1), 'uint8'],
      cids: [[4], (i) => 5 * i, 'int32'],
    }),
    ...session('b'),
  };

  test('choose units by their numbers, with their masks', async () => {
    const { sessions } = await gatherSessions(
      recordings(given),
      gathering({ sessions: { a: { cids: [15, 5, 10] } } }),
    );
    expect(sessions.map(({ units }) => units)).toEqual([3, 2]);
    expect([...sessions[0]!.cids]).toEqual([5, 10, 15]);
    expect(Array.from(sessions[0]!.robs.slice(0, 4), Number)).toEqual([1, 2, 3, 1]);
    expect(Array.from(sessions[0]!.dfs!.slice(0, 3), Number)).toEqual([1, 0, 1]);
  });

  test('choose units by lists of those that see and those that are recorded well', async () => {
    const lists = { a: { cids: [0, 5, 10], visual: [5, 10, 15], qc: [0, 5] }, b: { visual: [1], qc: [1] } };
    const cidsOf = async (units: string) =>
      (await gatherSessions(recordings(given), gathering({ units, sessions: lists }))).sessions.map(
        ({ cids }) => [...cids],
      );
    expect(await cidsOf('visual')).toEqual([[5, 10], [1]]);
    expect(await cidsOf('visualAndQc')).toEqual([[5], [1]]);
    await expect(gatherSessions(recordings(given), gathering({ units: 'qc' }))).rejects.toMatchObject({
      message: 'Session a has no list of units called qc.',
    });
    const strange = gathering({ sessions: { a: { cids: [0, 7] } } });
    await expect(gatherSessions(recordings(given), strange)).rejects.toMatchObject({
      details: { place: 'dataset.sessions.a.cids', received: '7' },
    });
  });

  test('are laid over the dataset’s, objects key by key', async () => {
    const both = gathering({
      sampling: { sourceRate: 240, targetRate: 120 },
      sessions: { b: { sampling: { sourceRate: 480 } } },
    });
    const { sessions } = await gatherSessions(recordings(given), both);
    expect(sessions.map(({ bins }) => bins)).toEqual([20, 10]);
    const transforms = {
      eye: { source: 'behavior', ops: [{ name: 'mul', factor: 2 }], exposeAs: 'behavior' },
    };
    const own = { b: { transforms: { eye: { ops: [{ name: 'mul', factor: 4 }] } } } };
    const made = await gatherSessions(recordings(given), gathering({ transforms, sessions: own }));
    expect(made.sessions.map(({ behavior }) => behavior![79])).toEqual([
      2 * Math.fround(79 / 80),
      4 * Math.fround(79 / 80),
    ]);
  });

  test('cannot have lags, which all share', async () => {
    const options = gathering({ sessions: { b: { lags: [0, 1] } } });
    await expect(gatherSessions(recordings(given), options)).rejects.toMatchObject({
      code: 'config-invalid',
      message: 'Session b asks for lags of its own.',
    });
  });

  test('say which sessions are used, and names that are not in the data are remarked or refused', async () => {
    const { sessions, remarks } = await gatherSessions(
      recordings(given),
      gathering({ use: ['b', 'c'], sessions: { d: { behaviorLag: 1 } } }),
    );
    expect(sessions.map(({ name }) => name)).toEqual(['b']);
    expect(remarks.map(({ code }) => code)).toEqual(['sessions-absent', 'sessions-without-settings']);
    await expect(gatherSessions(recordings(given), gathering({ use: ['c'] }))).rejects.toMatchObject({
      details: { place: 'dataset.use' },
    });
  });
});
