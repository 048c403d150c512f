import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ifRunFree, withPageLock, withRunLock } from './locks';
import { standInLocks } from './locks.fixture';
import { askForPersistence } from './persistence';
import { recover, settleRuns } from './recovery';
import { deleteRuns, getRun, listRuns, updateRun } from './runs';
import { clearDatabase, newRun } from './storedRun.fixture';

beforeEach(async () => {
  await clearDatabase();
  vi.stubGlobal('navigator', { locks: standInLocks() });
});
afterEach(() => vi.unstubAllGlobals());

/** Work that lasts until it is told to end. */
function lasting() {
  let end = () => {};
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => work, end: () => end() };
}

describe('the lock of a run', () => {
  it('refuses a second writer and says who the first is', async () => {
    const { work, end } = lasting();
    const first = withRunLock('r', 'the tab opened at 14:03', work);
    await expect(withRunLock('r', 'another', async () => {}, 1)).rejects.toMatchObject({
      code: 'busy',
      message: 'This run is being trained in the tab opened at 14:03.',
    });
    expect(await ifRunFree('r', async () => {})).toBe(false);
    await expect(withRunLock('s', 'another', async () => 'other runs are free')).resolves.toBe(
      'other runs are free',
    );
    end();
    await first;
    await expect(withRunLock('r', 'another', async () => 'free again')).resolves.toBe('free again');
  });

  it('is waited for while a worker that was ended finishes its step', async () => {
    const { work, end } = lasting();
    void withRunLock('r', 'the page before the reload', work);
    const resumed = withRunLock('r', 'the page after it', async () => 'resumed');
    setTimeout(end, 20);
    await expect(resumed).resolves.toBe('resumed');
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
  it('reads a run that is to be set right, and not all runs for each', async () => {
    const runs = [await newRun(), await newRun(), await newRun()];
    for (const { id } of runs) await updateRun(id, { status: 'training' });
    const all = vi.spyOn(IDBObjectStore.prototype, 'getAll');
    const ids = runs.slice(0, 2).map(({ id }) => id);
    expect(await settleRuns([...ids, 'gone'])).toEqual({ interrupted: ids, held: [] });
    expect(all).not.toHaveBeenCalled();
    all.mockRestore();
  });

  it('leaves a run alone whose worker still starts its backend, for as long as its page waits', async () => {
    const run = await newRun();
    const { work, end } = lasting();
    const training = withPageLock(run.id, work);
    expect(await recover()).toMatchObject({ interrupted: [], held: [run.id] });
    expect((await getRun(run.id)).status).toBe('waiting');
    end();
    await training;
    expect(await recover()).toMatchObject({ interrupted: [run.id], held: [] });
  });

  it('marks runs whose writer is gone as interrupted, and no others', async () => {
    const [dead, alive, done, deleted] = [await newRun(), await newRun(), await newRun(), await newRun()];
    for (const { id } of [dead, alive, deleted]) await updateRun(id, { status: 'training' });
    await updateRun(done.id, { status: 'finished' });
    await deleteRuns([deleted.id]);
    await withRunLock(alive.id, 'here', async () => {
      expect(await recover()).toEqual({ interrupted: [dead.id], held: [alive.id], problems: [] });
      expect((await getRun(alive.id)).status).toBe('training');
    });
    expect((await getRun(dead.id)).status).toBe('interrupted');
    expect((await getRun(done.id)).status).toBe('finished');
  });

  it('calls a run interrupted that nobody holds, also where its record cannot be written any more', async () => {
    const { id } = await newRun();
    await updateRun(id, { status: 'training' });
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await recover()).toMatchObject({ interrupted: [id], held: [] });
    expect((await listRuns()).records).toMatchObject([{ id, status: 'interrupted' }]);
    await withPageLock(id, async () => expect((await getRun(id)).status).toBe('training'));
    vi.restoreAllMocks();
  });

  it('leaves a run paused that was paused on purpose, whoever held it', async () => {
    const { id } = await newRun();
    await updateRun(id, { status: 'paused' });
    expect(await recover()).toMatchObject({ interrupted: [], held: [] });
    expect((await getRun(id)).status).toBe('paused');
  });

  it('leaves alone a run that ends while it is looked at', async () => {
    const { id } = await newRun();
    await updateRun(id, { status: 'training' });
    const request = async (name: string, _: LockOptions, work: (lock: Lock) => Promise<boolean>) => {
      await updateRun(id, { status: 'finished' });
      return work({ name, mode: 'exclusive' });
    };
    vi.stubGlobal('navigator', { locks: { query: async () => ({}), request } });
    expect(await recover()).toMatchObject({ interrupted: [], held: [] });
    expect((await getRun(id)).status).toBe('finished');
  });
});

describe('persistence', () => {
  it('is asked for once and answered from then on', async () => {
    let persisted = false;
    const persist = vi.fn(async () => {
      persisted = true;
      return true;
    });
    vi.stubGlobal('navigator', { storage: { persist, persisted: async () => persisted } });
    expect(await askForPersistence()).toBe(true);
    expect(await askForPersistence()).toBe(true);
    expect(persist).toHaveBeenCalledTimes(1);
  });
});
