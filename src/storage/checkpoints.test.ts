import { get, promisifyRequest, set, update } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noSteps, stepColumns } from '../protocol/steps';
import {
  deleteCheckpoint,
  listCheckpoints,
  loadCheckpoint,
  loadLatest,
  purgeDeletedCheckpoints,
  restoreCheckpoint,
} from './checkpoints';
import { openStore } from './database';
import { readHistory } from './history';
import { getRun, purgeRun } from './runs';
import { clearDatabase, commitAt, newRun, point } from './storedRun.fixture';

beforeEach(clearDatabase);
afterEach(() => vi.restoreAllMocks());

/** Makes the nth `put` of every transaction from now on fail as a full disk does. */
function fillTheDiskAtPut(failing: number) {
  const put = IDBObjectStore.prototype.put;
  let count = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    count++;
    if (count === failing) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    return put.apply(this, args);
  });
}

describe('checkpoints', () => {
  it('keeps the bytes, their SHA-256, the history and the run together', async () => {
    const run = await newRun();
    const record = await commitAt(run.id, 3, 0);
    // printf '\3\3\3\3\3\3\3\3' | sha256sum
    expect(record.sha256).toBe('d155d4b4a5d82abdc42ce8dcc31a7339a003b872ec0332c856f69d6ccc59c967');
    const { payload } = await loadCheckpoint(record.id);
    expect([...payload]).toEqual([3, 3, 3, 3, 3, 3, 3, 3]);
    expect((await readHistory(run.id)).steps.step).toEqual(Float64Array.of(1, 2, 3));
    expect(await getRun(run.id)).toMatchObject({ step: 3, status: 'training' });
  });

  it('stores a view without the rest of its buffer', async () => {
    const run = await newRun();
    const payload = new Uint8Array(1000).subarray(10, 18).fill(7);
    const { id } = await commitAt(run.id, 3, 0, { payload });
    const loaded = await loadCheckpoint(id);
    expect(loaded.payload.buffer.byteLength).toBe(8);
    expect([...loaded.payload]).toEqual([...payload]);
  });

  it('removes what a new checkpoint replaces and changes the kinds of the rest, in the same commit', async () => {
    const run = await newRun();
    const a = await commitAt(run.id, 1, 0);
    const b = await commitAt(run.id, 2, 1);
    const c = await commitAt(run.id, 3, 2, { remove: [a.id], kinds: new Map([[b.id, ['best']]]) });
    const { records } = await listCheckpoints(run.id);
    expect(records.map(({ id, kinds }) => [id, kinds])).toEqual([
      [c.id, ['latest']],
      [b.id, ['best']],
    ]);
    expect(await get(a.id, openStore('payloads'))).toBeUndefined();
  });

  // A commit puts the payload, the record, the history chunk and the run: each of them may be the last straw.
  it.each([1, 2, 3, 4])('changes nothing when the disk is full at write %i of a commit', async (failing) => {
    const run = await newRun();
    const first = await commitAt(run.id, 2, 0);
    fillTheDiskAtPut(failing);
    await expect(commitAt(run.id, 4, 2, { remove: [first.id] })).rejects.toMatchObject({
      code: 'storage-failed',
      message: "Could not save the checkpoint: the browser's storage for this page is full.",
      details: { remedy: expect.stringContaining('Open Storage') },
    });
    vi.restoreAllMocks();
    expect((await listCheckpoints(run.id)).records).toEqual([first]);
    expect([...(await loadCheckpoint(first.id)).payload]).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect((await readHistory(run.id)).steps.step).toHaveLength(2);
    expect((await getRun(run.id)).step).toBe(2);
  });

  it('changes nothing when the tab dies between the writes of a commit', async () => {
    const run = await newRun();
    await commitAt(run.id, 2, 0);
    // A dying tab is a transaction that is aborted by nobody's wish after some of its requests succeeded.
    const add = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      const request = add.apply(this, args);
      if (this.name === 'history') request.addEventListener('success', () => this.transaction.abort());
      return request;
    });
    await expect(commitAt(run.id, 4, 2)).rejects.toMatchObject({ code: 'storage-failed' });
    vi.restoreAllMocks();
    expect((await loadLatest(run.id))?.record.step).toBe(2);
    expect((await readHistory(run.id)).steps.step).toHaveLength(2);
    expect((await getRun(run.id)).step).toBe(2);
  });

  it('keeps best and latest when the tab dies before the deletions of a commit', async () => {
    const run = await newRun();
    const best = await commitAt(run.id, 2, 0, { summaryChange: { kinds: ['best'] } });
    const latest = await commitAt(run.id, 4, 2);
    const remove = IDBObjectStore.prototype.delete;
    let deletions = 0;
    vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
      deletions++;
      // The checkpoint, its bytes and the kinds of the others are written by now.
      const request = remove.call(this, key);
      request.addEventListener('success', () => this.transaction.abort());
      return request;
    });
    const commit = { kinds: new Map([[best.id, ['earlierBest' as const]]]), remove: [latest.id] };
    await expect(commitAt(run.id, 6, 4, commit)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(deletions).toBeGreaterThan(0);
    vi.restoreAllMocks();
    expect((await listCheckpoints(run.id)).records).toEqual([latest, best]);
    expect((await loadLatest(run.id))?.record).toEqual(latest);
    expect([...(await loadCheckpoint(best.id)).payload]).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    // Nothing is left of the one that failed: neither its bytes nor its record, so there is nothing to clear up.
    const left = await openStore('payloads')('readonly', (store) => promisifyRequest(store.getAllKeys()));
    expect(left).toEqual([best.id, latest.id]);
    await commitAt(run.id, 6, 4, commit);
    expect((await listCheckpoints(run.id)).records.map(({ step }) => step)).toEqual([6, 2]);
  });

  it('refuses a checkpoint for a run that was removed, and leaves no bytes behind', async () => {
    const run = await newRun();
    await purgeRun(run.id);
    await expect(commitAt(run.id, 1, 0)).rejects.toMatchObject({ code: 'data-not-found' });
    expect(await get(`${run.id}-1`, openStore('payloads'))).toBeUndefined();
  });

  it('finds a flipped bit and falls back to the previous good checkpoint', async () => {
    const run = await newRun();
    const good = await commitAt(run.id, 2, 0);
    const bad = await commitAt(run.id, 4, 2);
    await update<Uint8Array>(
      bad.id,
      (bytes = new Uint8Array()) => bytes.map((byte, i) => (i === 5 ? byte ^ 1 : byte)),
      openStore('payloads'),
    );
    await expect(loadCheckpoint(bad.id)).rejects.toMatchObject({ code: 'checkpoint-damaged' });
    const latest = await loadLatest(run.id);
    expect(latest?.record.id).toBe(good.id);
    expect(latest?.damaged).toMatchObject([
      {
        code: 'checkpoint-damaged',
        message: expect.stringMatching(/^The checkpoint of epoch 0, step 4 is damaged: SHA-256/),
      },
    ]);
  });

  it('falls back when the bytes or the record of the newest checkpoint are gone or nonsense', async () => {
    const run = await newRun();
    const good = await commitAt(run.id, 2, 0);
    const noBytes = await commitAt(run.id, 4, 2);
    const noRecord = await commitAt(run.id, 6, 4);
    await set(noBytes.id, undefined, openStore('payloads'));
    await set(noRecord.id, { runId: run.id, step: 'six' }, openStore('checkpoints'));
    const latest = await loadLatest(run.id);
    expect(latest?.record.id).toBe(good.id);
    expect(latest?.damaged.map(({ code }) => code)).toEqual(['storage-failed', 'checkpoint-damaged']);
  });

  it('goes on from the latest checkpoint, not from a best one of the same step', async () => {
    const run = await newRun();
    const latest = await commitAt(run.id, 4, 0);
    await commitAt(run.id, 4, 4, {
      summaryChange: { id: 'best', kinds: ['best'], createdAt: '2026-01-02T00:00:00.000Z' },
    });
    expect((await loadLatest(run.id))?.record.id).toBe(latest.id);
  });

  it('says so when every checkpoint is damaged, and answers null when there is none', async () => {
    const run = await newRun();
    expect(await loadLatest(run.id)).toBeNull();
    const only = await commitAt(run.id, 2, 0);
    await set(only.id, new Uint8Array(3), openStore('payloads'));
    await expect(loadLatest(run.id)).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      message: 'All 1 checkpoints of the run are damaged.',
    });
  });

  it('hides a deleted checkpoint until it is restored, and removes it for good after a while', async () => {
    const run = await newRun();
    const { id } = await commitAt(run.id, 2, 0);
    await deleteCheckpoint(id);
    expect((await listCheckpoints(run.id)).records).toEqual([]);
    await restoreCheckpoint(id);
    expect((await listCheckpoints(run.id)).records).toHaveLength(1);
    await deleteCheckpoint(id);
    await purgeDeletedCheckpoints(new Date(Date.now() - 1000));
    expect(await get(id, openStore('payloads'))).toBeDefined();
    await purgeDeletedCheckpoints(new Date(Date.now() + 1000));
    expect(await get(id, openStore('payloads'))).toBeUndefined();
    await expect(loadCheckpoint(id)).rejects.toMatchObject({ code: 'data-not-found' });
  });
});

describe('history', () => {
  it('drops what lies beyond the checkpoint that a run went back to, in the middle of a chunk too', async () => {
    const run = await newRun();
    await commitAt(run.id, 3, 0);
    await commitAt(run.id, 6, 3);
    await commitAt(run.id, 9, 6);
    await commitAt(run.id, 7, 4, { historyAfter: 4 });
    expect((await readHistory(run.id)).steps.step).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6, 7));
    await commitAt(run.id, 8, 7);
    expect((await readHistory(run.id)).steps.step).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  });

  it('drops all of it when a run starts again', async () => {
    const run = await newRun();
    await commitAt(run.id, 3, 0);
    await commitAt(run.id, 2, 0, { historyAfter: 0 });
    expect((await readHistory(run.id)).steps.step).toEqual(Float64Array.of(1, 2));
  });

  it('keeps the log of what happened when a run goes back', async () => {
    const run = await newRun();
    await commitAt(run.id, 3, 0);
    await commitAt(run.id, 6, 3, {
      history: { epochs: [], steps: stepColumns([point(6)]), log: ['step 6'] },
    });
    await commitAt(run.id, 4, 2, {
      history: { epochs: [], steps: stepColumns([point(3)]), log: ['again'] },
      historyAfter: 2,
    });
    const { steps, log } = await readHistory(run.id);
    expect([...steps.step]).toEqual([1, 2, 3]);
    expect(log).toEqual(['step 6', 'again']);
  });

  it('keeps the history of other runs apart', async () => {
    const [one, two] = [await newRun(), await newRun()];
    await commitAt(one.id, 3, 0);
    await commitAt(two.id, 1, 0, { historyAfter: 0 });
    expect((await readHistory(one.id)).steps.step).toHaveLength(3);
    expect((await readHistory(two.id)).steps.step).toHaveLength(1);
  });

  it('keeps values that are not numbers and reads around a damaged chunk', async () => {
    const run = await newRun();
    const row = {
      epoch: 0,
      step: 1,
      train: { loss: Number.NaN },
      validation: null,
      learningRate: 1,
      seconds: 1,
      isBest: false,
    };
    await commitAt(run.id, 1, 0, { history: { epochs: [row], steps: noSteps, log: [] } });
    await commitAt(run.id, 2, 1);
    await set([run.id, 1], { nonsense: true }, openStore('history'));
    const { epochs, steps, problems } = await readHistory(run.id);
    expect(epochs).toEqual([row]);
    expect(steps).toEqual(noSteps);
    expect(problems).toHaveLength(1);
    await commitAt(run.id, 2, 1, { historyAfter: 1 });
    expect((await readHistory(run.id)).steps.step).toEqual(Float64Array.of(2));
  });
});
