import { beforeEach, describe, expect, it } from 'vitest';
import { summaryOf } from '../engine/checkpoints/checkpoint';
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import { testState } from '../engine/checkpoints/state.fixture';
import type { TrainControl } from '../engine/training/stages';
import { noSteps } from '../protocol/steps';
import { commitCheckpoint } from '../storage/checkpoints';
import { clearDatabase, newRun } from '../storage/storedRun.fixture';
import { checkpointTensors, liveTensors } from './tensors';

const report = { epoch: 1, step: 10, tensors: [] };

describe('the tensors of the run that trains here', () => {
  it('are told to everyone who asked before the step ended', async () => {
    const control: TrainControl = { request: 'run' };
    const run = { control, ended: new Promise<void>(() => {}) };
    const answers = [liveTensors(run, false), liveTensors(run, true)];
    expect(control.lookers!.map(({ activations }) => activations)).toEqual([false, true]);
    for (const { tell } of control.lookers!.splice(0)) tell(report);
    expect(await Promise.all(answers)).toEqual([report, report]);
  });

  it('are refused when the run ends before, and not taken back when it ends after', async () => {
    const control: TrainControl = { request: 'run' };
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const answered = liveTensors({ control, ended }, false);
    control.lookers!.splice(0)[0]!.tell(report);
    const late = liveTensors({ control, ended }, false);
    end();
    expect(await answered).toEqual(report);
    await expect(late).rejects.toMatchObject({ code: 'data-not-found' });
  });
});

describe('the tensors of a checkpoint', () => {
  beforeEach(clearDatabase);

  it('are read from the storage', async () => {
    const run = await newRun();
    const state = testState({ config: run.config, epoch: 2, step: 20 });
    const tensors = [
      { name: 'w', shape: [2], data: Float32Array.of(1, 3) },
      { name: 'optimizer/momentum/w', shape: [2], data: Float32Array.of(0, Number.NaN) },
    ];
    const payload = encodeCheckpoint({ state, tensors });
    const summary = summaryOf('c', ['latest'], state, payload.length, new Date());
    const history = { epochs: [], steps: noSteps, log: [] };
    const rest = { examples: null, historyAfter: null, runUpdate: {}, kinds: new Map(), remove: [] };
    await commitCheckpoint({ runId: run.id, summary, payload, history, ...rest });
    expect(await checkpointTensors({ checkpointId: 'c', activations: false, backend: 'cpu' })).toMatchObject({
      epoch: 2,
      step: 20,
      tensors: [
        { name: 'w', kind: 'values', mean: 2, std: 1, nans: 0 },
        { name: 'w', kind: 'momentum', mean: 0, zeros: 1, nans: 1 },
      ],
    });
  });
});
