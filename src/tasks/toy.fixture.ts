/** The smallest task that is one: learns the mean of a column. It proves that a task is its folder and three lines. */
import * as tf from '@tensorflow/tfjs';
import { createElement } from 'react';
import { z } from 'zod';
import type { DatasetReader } from '../engine/data/datasetReader';
import { consecutiveBatches } from '../engine/data/epochPlan';
import { zeros } from '../engine/nn/initializers';
import { sumBatches } from '../engine/training/sumBatches';
import type { Executable, StepGraph, Workload } from '../engine/workload';
import { checkpointSchema, type RunConfig, runConfigSchema } from '../protocol/config';
import type { TaskDescription } from './description';
import { analysisOf, type TaskEngine } from './engine';
import type { TaskPage } from './page';

const column = z.string().meta({ title: 'Column to learn the mean of', essential: true }).default('');
const dataset = z.strictObject({ column });
const schema = runConfigSchema.extend({
  task: z.literal('toy').default('toy'),
  dataset: dataset.prefault({}),
  checkpoint: checkpointSchema.extend({ monitor: z.string().default('spread') }).prefault({}),
});

export const toyDescription: TaskDescription = {
  title: 'Toy',
  reading: 'A toy',
  example: { one: 'toy', many: 'toys' },
  schema,
  presets: { plain: { title: 'Plain', description: '8 epochs', config: { training: { epochs: 8 } } } },
  keptByPresets: ['dataset.column'],
  flags: {
    'num-epochs': 'training.epochs',
    'use-lr-schedule': { place: 'training.schedule', value: { name: 'cosine', unit: 'step', warmup: 5 } },
    'lr-schedule-type': {
      place: 'training.schedule',
      choices: {
        exponential: { name: 'exponential', minFactor: 0.01 },
        step: { name: 'step', stepSize: null },
      },
    },
  },
  suggest: ({ arrays }) =>
    arrays.some(({ name }) => name === 'toy')
      ? { fit: 'certain', preset: 'plain', settings: { dataset: { column: 'toy' } } }
      : null,
  countExamples: ({ arrays }) => arrays[0]?.shape[0] ?? 0,
  warnings: () => [{ code: 'outliers', message: 'It is only a toy.' }],
  metricInfos: () => [],
  predictionFormats: [{ ending: 'txt', title: 'Text', about: 'the mean, as often as there are rows' }],
  predictionOptions: z.strictObject({ digits: z.number().int().default(2).describe('Digits') }),
};

interface ToyWorkload extends Workload {
  values: Float32Array;
}

export interface ToyAnalysis {
  mean: number;
  rows: number;
}

async function prepare(config: RunConfig, data: DatasetReader): Promise<ToyWorkload> {
  const { column } = dataset.parse(config.dataset);
  const values = Float32Array.from(await data.read(column), Number);
  const rows = Uint32Array.from(values, (_, row) => row);
  const graph: StepGraph = {
    forward({ mean }, inputs, { lossWeights }) {
      const squares = tf.square(tf.sub(tf.gather(tf.tensor1d(values), inputs.rows!), mean!)).as1D();
      const sum = tf.sum(squares);
      const loss = tf.mul(tf.div(sum, squares.size), lossWeights.squeeze()).asScalar();
      return { loss, sums: tf.stack([tf.scalar(squares.size), sum]) as unknown as tf.Tensor1D };
    },
  };
  const executable: Executable = {
    ...graph,
    async evaluate(parameters, of, { lossWeights }) {
      const sums = await sumBatches(graph, parameters, consecutiveBatches(of, 8), {
        lossWeights,
        sumCount: 2,
      });
      const loss = sums[1]! / sums[0]!;
      return { metrics: { loss, spread: Math.sqrt(loss) }, examples: [...of].map((row) => values[row]!) };
    },
    dispose() {},
  };
  return {
    values,
    rows,
    splits: { train: rows.slice(4), validation: rows.slice(0, 4), test: rows.slice(0, 2) },
    parameters: [{ name: 'mean', shape: [], initializer: zeros, decay: false }],
    sumNames: ['count', 'loss'],
    metricInfos: [
      { name: 'loss', title: 'loss', better: 'min', of: 'both' },
      { name: 'spread', title: 'spread', better: 'min', of: 'validation' },
    ],
    metrics: ([count = 0, loss = 0]) => ({ loss: loss / count }),
    fitted: {},
    remarks: [],
    load: async () => executable,
  };
}

export const toyEngine: TaskEngine<ToyWorkload> = {
  outline: prepare,
  prepare,
  questions: {
    analysis: analysisOf(async (model, rows): Promise<ToyAnalysis> => {
      const [mean = Number.NaN] = await model.parameters.mean!.data();
      return { mean, rows: rows.length };
    }),
    largest: {
      argument: z.strictObject({}),
      async answer(_, { dataset: open }) {
        const { record, data } = await open();
        return Math.max(...Array.from(await data.read(record.arrays[0]!.name), Number));
      },
    },
  },
  predictions: {
    txt: {
      async write({ workload, parameters }, options) {
        const [mean = Number.NaN] = await parameters.mean!.data();
        const line = `${mean.toFixed(Number(options.digits))}\n`;
        return new TextEncoder().encode(line.repeat(workload.rows.length));
      },
    },
  },
};

export const toyPage: TaskPage = {
  DatasetSheet: ({ dataset: { name } }) => createElement('p', null, `The toy ${name}`),
  TrainingPanels: ({ examples }) => createElement('p', null, `Epoch ${examples?.epoch}: ${examples?.value}`),
  Analysis: ({ analysis }) => createElement('p', null, `Mean ${(analysis as ToyAnalysis).mean.toFixed(1)}`),
  asides: { dataset: ({ draft }) => createElement('p', null, `Aside of ${draft.task}`) },
  fieldChoices: (_, { arrays }) => new Map([['dataset.column', arrays.map(({ name }) => name)]]),
};
