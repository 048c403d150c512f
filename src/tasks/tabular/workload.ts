/** The tabular task: a residual network over the columns of a table. */
import * as tf from '@tensorflow/tfjs';
import { consecutiveBatches, EVALUATION_BATCH } from '../../engine/data/epochPlan';
import { createTable, windowIndices } from '../../engine/data/table';
import type { Parameters, PassContext } from '../../engine/nn/parameter';
import { sumBatches } from '../../engine/training/sumBatches';
import type { Executable, Residency, StepGraph, Workload } from '../../engine/workload';
import type { ArraySet } from '../../formats/arrays';
import type { RunConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';
import { classificationHead } from './classificationHead';
import { type TabularConfig, tabularConfigSchema } from './config';
import { parseFitted } from './fitted';
import type { Head, TableOutput } from './head';
import { type ResidualMlp, residualMlp, residualMlpParameters } from './model/residualMlp';
import { prepareTabular, type TabularData } from './prepare';
import { regressionHead } from './regressionHead';

export interface TabularExecutable extends Executable {
  /** float32 [batch, targets] in the units of the targets, or [batch, classes] probabilities. */
  predict(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor;
}

export interface TabularWorkload extends Workload<TabularExecutable> {
  output: TableOutput;
  /** True values of the rows: [rows × targets] in the data's units, or [rows] class indices; NaN where there are none. */
  targets(rows: Uint32Array): Float64Array;
}

export function prepareTable(
  config: RunConfig,
  arrays: ArraySet,
  fitted?: Record<string, Json>,
): TabularWorkload {
  const parsed = tabularConfigSchema.parse(config);
  const data = prepareTabular(parsed, arrays, fitted && parseFitted(fitted));
  return createWorkload(parsed, data);
}

function createWorkload(config: TabularConfig, data: TabularData): TabularWorkload {
  const { fitted, rows, splits, remarks } = data;
  const head = createHead(config, data);
  const model = { ...config.model, inputs: fitted.inputColumns.length, outputs: head.width };
  const width = fitted.targetColumns.length;
  return {
    parameters: residualMlpParameters(model),
    rows,
    splits,
    remarks,
    fitted,
    sumNames: head.sumNames,
    metricInfos: head.metricInfos,
    metrics: head.metrics,
    warnings: head.warnings,
    output: head.output,
    targets(rows) {
      const { targets } = data;
      if (!targets) return new Float64Array(rows.length * width).fill(Number.NaN);
      return Float64Array.from({ length: rows.length * width }, (_, i) => {
        return targets[rows[Math.floor(i / width)]! * width + (i % width)]!;
      });
    },
    load: (residency) => loadTabular(model, head, data, residency),
  };
}

function createHead(config: TabularConfig, data: TabularData): Head {
  const { fitted, splits, targets } = data;
  const { head } = config.model;
  if (fitted.kind === 'regression') return regressionHead(config, fitted.targetColumns, centreOf(data));
  if (head === 'gated') {
    throw new AnnealError(
      'config-invalid',
      'The gated head predicts quantities, and the target is a class.',
      {
        place: 'model.head',
        received: head,
        remedy: 'Set model.head to plain or auto, or dataset.targetKind to regression.',
      },
    );
  }
  const codes = Float64Array.from(targets ? splits.train : [], (row) => targets![row]!);
  return classificationHead(config, fitted.targetColumns[0] ?? '', fitted.classes, codes);
}

/** Means of unscaled targets over the training rows; scaled targets are around zero anyway. */
function centreOf({ fitted, splits, targets }: TabularData): number[] | null {
  if (fitted.targetScaling.kind !== 'none' || !targets) return null;
  const width = fitted.targetColumns.length;
  return fitted.targetColumns.map((_, column) => {
    const sum = splits.train.reduce((total, row) => total + targets[row * width + column]!, 0);
    return sum / Math.max(1, splits.train.length);
  });
}

function loadTabular(
  model: ResidualMlp,
  head: Head,
  data: TabularData,
  residency?: Residency,
): TabularExecutable {
  const { fitted, inputs } = data;
  const rowCount = inputs.length / model.inputs;
  const truth = truthOf(data, rowCount);
  const streams =
    residency !== undefined && inputs.byteLength + truth.values.byteLength > residency.residentBytes;
  const windowRows = streams ? residency.rows : 0;
  const x = createTable(inputs, [rowCount, model.inputs], windowRows);
  const y = createTable(truth.values, truth.shape, windowRows);
  const isRegression = fitted.kind === 'regression';
  const scale = tf.keep(tf.tensor1d(fitted.targetScaling.scale));
  const center = tf.keep(tf.tensor1d(fitted.targetScaling.center));
  const run = (parameters: Parameters, rows: tf.Tensor1D, context: PassContext) =>
    residualMlp(model, parameters, tf.gather(x.tensor as tf.Tensor2D, rows), context);
  const graph: StepGraph = {
    ...(streams && {
      inputs({ rows }) {
        x.feed?.(rows);
        y.feed?.(rows);
        return { rows: windowIndices(rows) };
      },
    }),
    forward(parameters, inputs, context) {
      const rows = inputs.rows as tf.Tensor1D;
      return head.loss(run(parameters, rows, context), tf.gather(y.tensor, rows));
    },
  };
  return {
    ...graph,
    async evaluate(parameters, rows, options) {
      const batches = consecutiveBatches(rows, EVALUATION_BATCH);
      const sumCount = head.sumNames.length;
      return {
        metrics: head.metrics(await sumBatches(graph, parameters, batches, { ...options, sumCount })),
      };
    },
    predict: (parameters, rows) =>
      tf.tidy(() => {
        const random = tf.tensor1d([0, 0], 'int32');
        const prediction = head.predict(run(parameters, rows, { training: false, random }));
        return isRegression ? prediction.mul(scale).add(center) : prediction;
      }),
    dispose() {
      x.dispose();
      y.dispose();
      tf.dispose([scale, center]);
    },
  };
}

/** Scaled targets [rows, targets], or class indices [rows]; not-a-number or class 0 where the data have no targets. */
function truthOf(
  { fitted, targets, scaledTargets }: TabularData,
  rowCount: number,
): { values: Float32Array | Int32Array; shape: [number, ...number[]] } {
  if (fitted.kind === 'classification') {
    return { values: targets ? Int32Array.from(targets) : new Int32Array(rowCount), shape: [rowCount] };
  }
  const width = fitted.targetColumns.length;
  const values = scaledTargets ?? new Float32Array(rowCount * width).fill(Number.NaN);
  return { values, shape: [rowCount, width] };
}
