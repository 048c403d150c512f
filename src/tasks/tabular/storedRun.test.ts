/** The whole way of a run on the CPU backend: real trainer, real storage, killed and resumed, then analysed. */

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { decodeCheckpoint } from '../../engine/checkpoints/encode';
import { residentData } from '../../engine/data/datasetReader';
import { syntheticTable } from '../../engine/testRuns';
import { train } from '../../engine/trainer';
import { evaluate, loadModel } from '../../engine/training/evaluate';
import { predictMemory } from '../../engine/training/predictMemory';
import type { TrainControl } from '../../engine/training/stages';
import type { RunRecord } from '../../protocol/records';
import { stepPoints } from '../../protocol/steps';
import { loadLatest } from '../../storage/checkpoints';
import { closeDatabase } from '../../storage/database';
import { readHistory } from '../../storage/history';
import { createRun, getRun } from '../../storage/runs';
import { clearDatabase } from '../../storage/storedRun.fixture';
import { trainRun } from '../../worker/trainRun';
import type { AskContext } from '../engine';
import { predictionsFile } from '../predictionsFile';
import type { TableAnalysis } from './analysis/tableAnalysis';
import { tabularConfigSchema } from './config';
import { tabular } from './engine';
import type { TabularModel } from './predict';

beforeEach(clearDatabase);
afterAll(closeDatabase);

const data = residentData(syntheticTable(80));
const fingerprint = 'c'.repeat(64);
const config = tabularConfigSchema.parse({
  model: { hiddenSize: 8, numLayers: 1, dropout: 0.2 },
  training: { epochs: 3, batchSize: 8, emaDecay: 0.9, gradientAccumulationSteps: 2, logEveryNSteps: 1 },
  checkpoint: { everyNSteps: 2, everyNEpochs: null, everyNMinutes: null, saveTopK: 2 },
});

const unwatched = { progress: () => {}, signal: new AbortController().signal };
const csvOf = async (model: TabularModel, own: boolean) =>
  new TextDecoder().decode(
    await predictionsFile('tabular', model, { ending: 'csv', options: {}, own }, unwatched),
  );
const analyse = (model: TabularModel) =>
  tabular.questions.analysis.answer({ split: 'test' }, {
    ...unwatched,
    model: async () => model,
  } as Partial<AskContext> as AskContext<TabularModel['workload']>) as Promise<TableAnalysis>;

const newRun = () => createRun({ config, dataset: { fingerprint, name: 'table' } });

/** @param killAfter the worker dies when it has acknowledged so many checkpoints. */
async function trainStored(run: RunRecord, killAfter = Infinity): Promise<void> {
  const control: TrainControl = { request: 'run' };
  const backend = await selectBackend('cpu');
  let acknowledged = 0;
  await trainRun({
    runId: run.id,
    resumeFrom: null,
    moreEpochs: null,
    tab: 'the test',
    control,
    emit(event) {
      if (event.type === 'failed' && killAfter === Infinity) throw new Error(event.error.message);
      if (event.type === 'checkpoint' && ++acknowledged === killAfter) throw new Error('killed');
    },
    async open(record, resume, best) {
      const options = {
        config: record.config,
        task: tabular,
        data,
        fingerprint,
        backend,
        control,
      };
      return train({ ...options, ...(resume && { resume }), ...(best && { best }) });
    },
  });
}

async function latestOf(run: RunRecord) {
  return decodeCheckpoint((await loadLatest(run.id))!.payload);
}

describe('a stored run', () => {
  it('that is killed in the middle of an epoch and resumed ends in the same bits as one that was not', async () => {
    const [whole, broken] = [await newRun(), await newRun()];
    await trainStored(whole);
    for (const kill of [1, 2, 3]) await trainStored(broken, kill);
    await trainStored(broken);
    const [expected, found] = [await latestOf(whole), await latestOf(broken)];
    expect(found.tensors).toEqual(expected.tensors);
    expect(found.state.best).toEqual(expected.state.best);
    const [wholeHistory, brokenHistory] = [await readHistory(whole.id), await readHistory(broken.id)];
    expect(stepPoints(brokenHistory.steps)).toEqual(stepPoints(wholeHistory.steps));
    expect(brokenHistory.steps.step).toHaveLength(3 * 4);
    expect(brokenHistory.epochs.map(({ train: metrics }) => metrics)).toEqual(
      wholeHistory.epochs.map(({ train: metrics }) => metrics),
    );
    expect((await getRun(broken.id)).test).toEqual((await getRun(whole.id)).test);
  });

  it('is analysed and predicted with the weights that its test used', async () => {
    const run = await newRun();
    await trainStored(run);
    const model = await loadModel(tabular, await latestOf(run), data);
    try {
      const { workload } = model;
      const metrics = await evaluate(model, workload.splits.test);
      const analysis = await analyse(model);
      if (analysis.kind !== 'regression') throw new Error('expected a regression');
      expect(analysis.rows).toBe(8);
      // The trainer's metrics are of scaled targets, the analysis is in the data's units; R² is the same in both.
      expect(analysis.mean.r2).toBeCloseTo(metrics.r2!, 4);

      const csv = (await csvOf(model, true)).trim().split('\n');
      expect(csv[0]).toMatch(/^row,split,.*_actual,.*_predicted,.*_error,/);
      expect(csv).toHaveLength(81);
      const test = csv.slice(1).filter((line) => line.split(',')[1] === 'test');
      const squared = test.map((line) => Number(line.split(',')[4]) ** 2);
      expect(squared.reduce((sum, value) => sum + value, 0) / test.length).toBeCloseTo(
        analysis.targets[0]!.mse!,
        5,
      );
      const elsewhere = await csvOf(model, false);
      expect(elsewhere.split('\n')[0]).not.toContain('split');
      await expect(
        analyse({
          ...model,
          workload: { ...workload, splits: { ...workload.splits, test: new Uint32Array(0) } },
        }),
      ).rejects.toMatchObject({ code: 'data-empty' });
    } finally {
      model.dispose();
    }
  });
});

describe('the forecast of memory', () => {
  it('counts every arena, the data and the activations', () => {
    const parameters = [{ name: 'k', shape: [5, 10], initializer: () => {}, decay: true }];
    // AdamW: values, gradients, two moments and the average; 80 × 7 values of data; 6 tensors of 8 × 10.
    const expected = 4 * (5 * 50 + 80 * 7 + 6 * 8 * 10);
    expect(predictMemory({ parameters }, data.arrays.values(), config.training)).toBe(expected);
    // A task that counts its intermediate results itself, and bytes that stay bytes.
    const images = { name: 'images', dtype: 'uint8' as const, shape: [100], categories: null };
    expect(predictMemory({ parameters, activationBytes: 1e6 }, [images], config.training)).toBe(
      4 * 5 * 50 + 100 + 1e6,
    );
  });
});
