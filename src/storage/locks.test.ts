import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ifRunFree, withRunLock } from './locks';
import { standInLocks } from './locks.fixture';
import { askForPersistence, storageState } from './persistence';
import { recover } from './recovery';
import { deleteRun, getRun, updateRun } from './runs';
import { clearDatabase, newRun } from './storedRun.fixture';

beforeEach(async () => {
  await clearDatabase();
  vi.stubGlobal('navigator', { locks: standInLocks() });
});
afterEach(() => vi.unstubAllGlobals());

describe('the lock of a run', () => {
  it('refuses a second writer and says who the first is', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = withRunLock('r', 'the tab opened at 14:03', () => held);
    await expect(withRunLock('r', 'another', async () => {})).rejects.toMatchObject({
      code: 'busy',
      message: 'This run is being trained in the tab opened at 14:03',
    });
    expect(await ifRunFree('r', async () => {})).toBe(false);
    await expect(withRunLock('s', 'another', async () => 'other runs are free')).resolves.toBe(
      'other runs are free',
    );
    release();
    await first;
    await expect(withRunLock('r', 'another', async () => 'free again')).resolves.toBe('free again');
  });

  it('is let go of when the work fails', async () => {
    await expect(withRunLock('r', 'a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await ifRunFree('r', async () => {})).toBe(true);
  });

  it('is done without where there are no Web Locks', async () => {
    vi.stubGlobal('navigator', {});
    expect(await withRunLock('r', 'a', async () => 'done')).toBe('done');
  });
});

describe('recover', () => {
  it('marks runs whose writer is gone as interrupted, and no others', async () => {
    const [dead, alive, done, deleted] = [await newRun(), await newRun(), await newRun(), await newRun()];
    for (const { id } of [dead, alive, deleted]) await updateRun(id, { status: 'training' });
    await updateRun(done.id, { status: 'finished' });
    await deleteRun(deleted.id);
    await withRunLock(alive.id, 'here', async () => {
      expect(await recover()).toEqual({ interrupted: [dead.id], problems: [] });
    });
    expect((await getRun(dead.id)).status).toBe('interrupted');
    expect((await getRun(alive.id)).status).toBe('training');
    expect((await getRun(done.id)).status).toBe('finished');
  });
});

describe('persistence', () => {
  it('is asked for once and answered from then on', async () => {
    let persisted = false;
    const persist = vi.fn(async () => {
      persisted = true;
      return true;
    });
    const estimate = async () => ({ usage: 5, quota: 10 });
    vi.stubGlobal('navigator', { storage: { persist, persisted: async () => persisted, estimate } });
    expect(await askForPersistence()).toBe(true);
    expect(await askForPersistence()).toBe(true);
    expect(persist).toHaveBeenCalledTimes(1);
    expect(await storageState()).toEqual({ persisted: true, usage: 5, quota: 10 });
  });
});
