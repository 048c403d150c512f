import { update } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Checkpoint, CheckpointState } from '../engine/checkpoints/checkpoint';
import { testState } from '../engine/checkpoints/state.fixture';
import type { TrainControl } from '../engine/training/stages';
import type { TrainerEvent, TrainerEvents } from '../engine/training/trainerEvent';
import { AnnealError } from '../protocol/errors';
import type { CheckpointKind, TrainEvent } from '../protocol/events';
import type { RunRecord } from '../protocol/records';
import { stepColumns } from '../protocol/steps';
import { listCheckpoints, loadLatest } from '../storage/checkpoints';
import { openStore } from '../storage/database';
import { readHistory } from '../storage/history';
import { withRunLock } from '../storage/locks';
import { standInLocks } from '../storage/locks.fixture';
import { recover } from '../storage/recovery';
import { getRun, purgeRun, updateRun } from '../storage/runs';
import { clearDatabase, newRun, point } from '../storage/storedRun.fixture';
import { type TrainRunOptions, trainRun } from './trainRun';

beforeEach(async () => {
  await clearDatabase();
  vi.stubGlobal('navigator', { locks: standInLocks() });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A trainer of ten steps an epoch whose only weight is the number of steps done, and whose loss falls with each. */
interface Plan {
  epochs: number;
  /** Epochs that are the best so far. */
  best: number[];
  /** Throws after this many steps, as a dying worker would. */
  dieAfter?: number;
}

function stateAt(
  run: RunRecord,
  step: number,
  value: number | null,
  best: CheckpointState['best'],
): CheckpointState {
  return testState({ config: run.config, fingerprint: run.dataset.fingerprint, step, best, value });
}

async function* fakeTrainer(
  run: RunRecord,
  resume: Checkpoint | null,
  control: TrainControl,
  plan: Plan,
): TrainerEvents {
  let step = resume?.state.step ?? 0;
  let weight = resume?.tensors[0]?.data[0] ?? 0;
  let best = resume?.state.best ?? null;
  let points: ReturnType<typeof point>[] = [];
  const snapshot = (
    kinds: CheckpointKind[],
    value: number | null,
    epochs: Extract<TrainerEvent, { type: 'snapshot' }>['history']['epochs'] = [],
  ) => {
    const checkpoint: Checkpoint = {
      state: stateAt(run, step, value, best),
      tensors: [{ name: 'w', shape: [1], data: Float32Array.of(weight) }],
    };
    const history = { epochs, steps: stepColumns(points) };
    points = [];
    return { type: 'snapshot' as const, direction: 'min' as const, kinds, checkpoint, history };
  };
  yield {
    type: 'started',
    backend: { name: 'cpu', device: 'JavaScript', software: false, reason: null },
    parameterCount: 1,
    stepsPerEpoch: 10,
    totalSteps: 10 * plan.epochs,
    totalEpochs: plan.epochs,
    rows: { train: 10, validation: 2, test: 0 },
    metrics: [],
    resumedFrom: resume && { epoch: resume.state.epoch, step },
  };
  while (step < 10 * plan.epochs) {
    if (step === plan.dieAfter) throw new AnnealError('device-lost', 'The GPU was lost');
    if (control.request !== 'run') {
      yield snapshot(['latest', 'interrupted'], null);
      const finished = {
        type: 'finished' as const,
        reason: 'stopped' as const,
        epoch: Math.floor(step / 10),
        step,
        best,
      };
      return yield { ...finished, test: null, seconds: step };
    }
    step++;
    weight++;
    points.push(point(step));
    if (step % 10 !== 0) continue;
    const epoch = step / 10;
    const value = 1 / epoch;
    const isBest = plan.best.includes(epoch);
    if (isBest) best = { monitor: 'loss', value, epoch, step };
    const row = {
      epoch,
      step,
      train: { loss: value },
      validation: { loss: value },
      learningRate: 1,
      seconds: 1,
      isBest,
    };
    yield { type: 'epoch', ...row, best, etaSeconds: 0 };
    yield snapshot(isBest ? ['best', 'latest'] : ['latest'], value, [row]);
  }
  yield {
    type: 'finished',
    reason: 'completed',
    epoch: plan.epochs,
    step,
    best,
    test: { loss: 0.5 },
    seconds: step,
  };
}

function start(run: RunRecord, plan: Plan, change: Partial<TrainRunOptions> = {}) {
  const events: TrainEvent[] = [];
  const control: TrainControl = { request: 'run' };
  const opened: { resume: Checkpoint | null; best: Checkpoint | null }[] = [];
  const options: TrainRunOptions = {
    runId: run.id,
    resumeFrom: null,
    moreEpochs: null,
    tab: 'the test',
    control,
    emit: (event) => events.push(event),
    async open(record, resume, best) {
      opened.push({ resume, best });
      return fakeTrainer(record, resume, control, plan);
    },
    ...change,
  };
  return { events, control, opened, ended: trainRun(options) };
}

const steps = async (runId: string) => [...(await readHistory(runId)).steps.step];
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** Trains until the first checkpoint is saved, which is the best. */
async function stopAtFirstCheckpoint(run: RunRecord): Promise<void> {
  const training = start(
    run,
    { epochs: 3, best: [1] },
    {
      emit: (event) => {
        if (event.type === 'checkpoint') training.control.request = 'stop';
      },
    },
  );
  await training.ended;
}

describe('trainRun', () => {
  it('commits every snapshot, forwards the events, and keeps the record', async () => {
    const run = await newRun();
    const { events, ended } = start(run, { epochs: 3, best: [1, 2] });
    await ended;
    expect(events.map(({ type }) => type)).toEqual([
      'started',
      ...['epoch', 'checkpoint', 'epoch', 'checkpoint', 'epoch', 'checkpoint'],
      'finished',
    ]);
    expect(await getRun(run.id)).toMatchObject({
      status: 'finished',
      finishReason: 'completed',
      epoch: 3,
      step: 30,
      seconds: 30,
      totalSteps: 30,
      best: { epoch: 2 },
      test: { loss: 0.5 },
      backend: { name: 'cpu' },
      parameterCount: 1,
    });
    const { records } = await listCheckpoints(run.id);
    expect(records.map(({ step, kinds, value }) => [step, kinds, value])).toEqual([
      [30, ['latest'], 1 / 3],
      [20, ['best'], 1 / 2],
    ]);
    expect(await steps(run.id)).toEqual(upTo(30));
    const { epochs, log } = await readHistory(run.id);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(log.filter((line) => / - INFO - Epoch /.test(line))).toHaveLength(3);
    expect(log.filter((line) => / - INFO - Checkpoint saved /.test(line))).toHaveLength(3);
    expect(log.find((line) => line.includes('Finished'))).toMatch(/Finished: all epochs are done$/);
  });

  it('tells of a checkpoint only when it is on disk', async () => {
    const run = await newRun();
    const found: boolean[] = [];
    const looks: Promise<void>[] = [];
    const look = async (event: TrainEvent) => {
      if (event.type !== 'checkpoint') return;
      const { records } = await listCheckpoints(run.id);
      found.push(records.some(({ id }) => id === event.id));
    };
    await start(run, { epochs: 2, best: [1] }, { emit: (event) => looks.push(look(event)) }).ended;
    await Promise.all(looks);
    expect(found).toEqual([true, true]);
  });

  it('loses nothing that was acknowledged when the worker dies, and goes on from there', async () => {
    const run = await newRun();
    await start(run, { epochs: 3, best: [1], dieAfter: 25 }).ended;
    expect(await getRun(run.id)).toMatchObject({
      status: 'failed',
      error: { code: 'device-lost' },
      step: 20,
    });
    const again = start(run, { epochs: 3, best: [] });
    await again.ended;
    expect(again.opened[0]?.resume?.state.step).toBe(20);
    expect(again.opened[0]?.best?.tensors[0]?.data[0]).toBe(10);
    expect(again.events[0]).toMatchObject({ type: 'started', resumedFrom: { epoch: 2, step: 20 } });
    expect(await steps(run.id)).toEqual(upTo(30));
    expect(await getRun(run.id)).toMatchObject({ status: 'finished', error: null });
    const latest = await loadLatest(run.id);
    expect(latest?.record.step).toBe(30);
  });

  it('saves when it is stopped, and goes on in the middle of the epoch', async () => {
    const run = await newRun();
    await stopAtFirstCheckpoint(run);
    expect(await getRun(run.id)).toMatchObject({ status: 'stopped', step: 10 });
    const kinds = (await listCheckpoints(run.id)).records.map((record) => record.kinds);
    expect(kinds).toContainEqual(['latest', 'interrupted']);
    await start(run, { epochs: 3, best: [1] }).ended;
    expect(await steps(run.id)).toEqual(upTo(30));
    expect(
      (await listCheckpoints(run.id)).records.some((record) => record.kinds.includes('interrupted')),
    ).toBe(false);
  });

  it('gives up the future of the checkpoint it goes back to, but not before it has saved anew', async () => {
    const run = await newRun();
    await start(run, { epochs: 3, best: [1, 2] }).ended;
    const before = (await listCheckpoints(run.id)).records;
    const best = before.find(({ kinds }) => kinds.includes('best'))!;
    const died = start(run, { epochs: 3, best: [], dieAfter: 25 }, { resumeFrom: best.id });
    await died.ended;
    expect((await listCheckpoints(run.id)).records).toEqual(before);
    expect(await steps(run.id)).toEqual(upTo(30));
    const { events, ended } = start(run, { epochs: 4, best: [] }, { resumeFrom: best.id });
    await ended;
    const first = events.find((event) => event.type === 'checkpoint');
    expect(first?.replaces).toEqual([before.find(({ step }) => step === 30)!.id]);
    expect(await steps(run.id)).toEqual(upTo(40));
    expect((await readHistory(run.id)).epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  });

  it('makes a run longer before it trains on, so that a worker that dies leaves a run that is still to go on', async () => {
    const run = await newRun();
    await updateRun(run.id, { totalEpochs: 4 });
    await start(run, { epochs: 4, best: [2] }).ended;
    const records = async () => (await listCheckpoints(run.id)).records;
    const before = await records();
    const { opened, ended } = start(run, { epochs: 7, best: [], dieAfter: 40 }, { moreEpochs: 3 });
    await ended;
    expect(await getRun(run.id)).toMatchObject({ totalEpochs: 7, config: { training: { epochs: 7 } } });
    expect(opened[0]?.resume?.state).toMatchObject({ epoch: 4, config: { training: { epochs: 7 } } });
    expect(opened[0]?.resume?.tensors[0]?.data[0]).toBe(40);
    expect((await records()).map(({ id, kinds }) => [id, kinds])).toEqual(
      before.map(({ id, kinds }) => [id, kinds]),
    );
    const rest = start(run, { epochs: 7, best: [] });
    await rest.ended;
    expect(rest.opened[0]?.resume?.state.config.training.epochs).toBe(7);
    expect(await steps(run.id)).toEqual(upTo(70));
  });

  it('has nothing to continue where there is no checkpoint', async () => {
    const { events, ended } = start(await newRun(), { epochs: 1, best: [] }, { moreEpochs: 3 });
    await ended;
    expect(events).toMatchObject([{ type: 'failed', error: { code: 'data-not-found' } }]);
  });

  it('falls back to the checkpoint before a damaged one, says so, and leaves no point twice', async () => {
    const run = await newRun();
    await start(run, { epochs: 3, best: [], dieAfter: 20 }).ended;
    const [latest] = (await listCheckpoints(run.id)).records;
    await update<Uint8Array>(
      latest!.id,
      (bytes) => bytes!.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
      openStore('payloads'),
    );
    const { events, opened, ended } = start(run, { epochs: 3, best: [] });
    await ended;
    expect(events[0]).toMatchObject({ type: 'started' });
    expect(events[1]).toMatchObject({ type: 'warning', code: 'checkpoint-damaged' });
    expect(opened[0]?.resume?.state.step).toBe(10);
    expect(await steps(run.id)).toEqual(upTo(30));
  });

  it('fails with the reason when a checkpoint cannot be saved, and keeps what was saved before', async () => {
    const run = await newRun();
    const put = IDBObjectStore.prototype.put;
    let payloads = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (this.name === 'payloads' && ++payloads === 2) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    });
    const { events, ended } = start(run, { epochs: 3, best: [] });
    await ended;
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'storage-failed' } });
    expect(await getRun(run.id)).toMatchObject({
      status: 'failed',
      step: 10,
      error: { code: 'storage-failed' },
    });
    expect((await loadLatest(run.id))?.record.step).toBe(10);
    expect(await steps(run.id)).toEqual(upTo(10));
  });

  it('records why a run could not begin', async () => {
    const run = await newRun();
    const open = () => Promise.reject(new AnnealError('data-not-found', 'The dataset is gone'));
    const { events, ended } = start(run, { epochs: 1, best: [] }, { open });
    await ended;
    expect(events).toMatchObject([{ type: 'failed', error: { code: 'data-not-found' } }]);
    expect(await getRun(run.id)).toMatchObject({
      status: 'failed',
      error: { message: 'The dataset is gone' },
    });
  });

  it('leaves a run that was trained before as it was when it cannot go on, and says why', async () => {
    const run = await newRun();
    await stopAtFirstCheckpoint(run);
    const before = await getRun(run.id);
    const missing = new AnnealError('data-not-found', 'The dataset is gone.');
    const { events, ended } = start(run, { epochs: 3, best: [] }, { open: () => Promise.reject(missing) });
    await expect(ended).rejects.toMatchObject({ code: 'data-not-found' });
    // The trainer itself says it by an event.
    async function* failing(): TrainerEvents {
      yield { type: 'failed', error: missing.toJSON() };
    }
    const again = start(run, { epochs: 3, best: [] }, { open: async () => failing() });
    await expect(again.ended).rejects.toMatchObject({ code: 'data-not-found' });
    expect([...events, ...again.events]).toEqual([]);
    const { updatedAt: _, ...after } = await getRun(run.id);
    expect(before).toMatchObject(after);
    expect(after).toMatchObject({ status: 'stopped', error: null, step: 10 });
  });

  it('refuses a run that another tab trains, and leaves its record alone', async () => {
    const run = await newRun();
    await withRunLock(run.id, 'the tab opened at 9:00', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { ended } = start(run, { epochs: 1, best: [] });
      // It waits for a while first.
      vi.runAllTimers();
      vi.useRealTimers();
      await expect(ended).rejects.toMatchObject({
        code: 'busy',
        message: 'This run is being trained in the tab opened at 9:00.',
      });
      expect((await getRun(run.id)).status).toBe('waiting');
    });
  });

  it('ends when the run is removed under it', async () => {
    const run = await newRun();
    const { events, ended } = start(
      run,
      { epochs: 3, best: [] },
      {
        open: async (record, resume) => {
          await purgeRun(run.id);
          return fakeTrainer(record, resume, { request: 'run' }, { epochs: 3, best: [] });
        },
      },
    );
    await ended;
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'data-not-found' } });
    expect((await listCheckpoints(run.id)).records).toEqual([]);
  });

  it('is under way in the record while it loads, also when a stopped run goes on', async () => {
    const run = await newRun();
    await updateRun(run.id, { status: 'stopped' });
    let seen: string | null = null;
    const open = async (record: RunRecord) => {
      seen = (await getRun(record.id)).status;
      return fakeTrainer(record, null, { request: 'run' }, { epochs: 1, best: [] });
    };
    await start(run, { epochs: 1, best: [] }, { open }).ended;
    expect(seen).toBe('waiting');
    expect((await getRun(run.id)).status).toBe('finished');
  });

  it('leaves a run whose worker was killed to be recovered as interrupted', async () => {
    const run = await newRun();
    const locks = standInLocks();
    vi.stubGlobal('navigator', { locks });
    let killed = () => {};
    const reached = new Promise<void>((resolve) => {
      killed = resolve;
    });
    // A killed worker says nothing more: its generator hangs and its lock is let go of.
    void start(
      run,
      { epochs: 2, best: [] },
      {
        emit: (event) => event.type === 'checkpoint' && killed(),
        open: async (record, resume) =>
          (async function* (): TrainerEvents {
            for await (const event of fakeTrainer(
              record,
              resume,
              { request: 'run' },
              { epochs: 2, best: [] },
            )) {
              yield event;
              if (event.type === 'snapshot') await new Promise(() => {});
            }
          })(),
      },
    );
    await reached;
    expect((await getRun(run.id)).status).toBe('training');
    expect((await recover()).interrupted).toEqual([]);
    vi.stubGlobal('navigator', { locks: standInLocks() });
    expect((await recover()).interrupted).toEqual([run.id]);
    await start(run, { epochs: 2, best: [] }).ended;
    expect(await steps(run.id)).toEqual(upTo(20));
  });
});
