/** The tabular task: a residual network over the columns of a table. */
import * as tf from '@tensorflow/tfjs';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { consecutiveBatches, EVALUATION_BATCH } from '../../engine/data/epochPlan';
import { isColumnTable } from '../../engine/data/transposedTable';
import type { Parameters, PassContext } from '../../engine/nn/parameter';
import { sumBatches } from '../../engine/training/sumBatches';
import type { Executable, Outline, Residency, SplitName, StepGraph, Workload } from '../../engine/workload';
import type { Comparison } from '../../protocol/comparison';
import type { RunConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';
import { classificationHead } from './classificationHead';
import { compareRows } from './compareRows';
import { type TabularConfig, tabularConfigSchema } from './config';
import { type EchoedColumn, type EchoedPart, echoedColumns } from './data/echo';
import { type Fitted, parseFitted } from './fitted';
import type { Head, TableOutput } from './head';
import { type ResidualMlp, residualMlp, residualMlpParameters } from './model/residualMlp';
import { planTable, type TablePlan } from './plan';
import { prepareTabular, type TabularData } from './prepare';
import { type Measuring, regressionHead } from './regressionHead';
import { predictRows, type RowPredictor } from './rowPredictions';
import { loadRows } from './rows';

export interface TabularExecutable extends Executable, RowPredictor {
  /** As `predict`, of rows that are given themselves, as the network sees them: float32 [batch, inputs]. */
  predictInputs(parameters: Parameters, inputs: tf.Tensor2D): tf.Tensor;
}

export interface TabularWorkload extends Workload<TabularExecutable> {
  output: TableOutput;
  /** Rows of the data, and those of them that can be predicted, which may lack their target. */
  rowCount: number;
  predictable: Uint32Array;
  /** As `TabularData` has them. */
  gapReasons: TabularData['gapReasons'];
  /** Columns of the data as they stand in it; none of a table whose rows are read as columns. */
  echo(parts: readonly EchoedPart[], most?: number): Promise<EchoedColumn[]>;
  /** True values of the rows: [rows × targets] in the data's units, or [rows] class indices; NaN where there are none. */
  targets(rows: Uint32Array): Promise<Float64Array>;
  fitted: Fitted;
  sources: TabularData['sources'];
  /** Of the run; shuffles and samples of rows come from it. */
  seed: number;
  /** Inputs of the rows as the network sees them, [rows × inputs]. */
  inputs(rows: Uint32Array): Promise<Float32Array>;
  /**
   * What was predicted of the rows beside the baselines; null where the checkpoint has none.
   * @param part "test"; empty for rows that are no part of the split.
   */
  compareWith(rows: Uint32Array, predicted: Float32Array, part: string): Promise<Comparison | null>;
}

export async function outlineTable(config: RunConfig, data: DatasetReader): Promise<Outline> {
  const parsed = tabularConfigSchema.parse(config);
  const plan = await planTable(parsed, data, undefined, false);
  const { inputs, targets, kind, classes } = plan;
  const columns = { kind, inputColumns: inputs.names, targetColumns: targets?.names ?? [], classes };
  const { targetScaling, metricUnits } = parsed.dataset;
  const measuring = { centre: null, scaling: null, scaled: targetScaling !== 'none', units: metricUnits };
  const head = createHead(parsed, columns, { measuring, classCounts: classes.map(() => 1) });
  return outlineOf(parsed, columns, head, plan);
}

export async function prepareTable(
  config: RunConfig,
  data: DatasetReader,
  fitted?: Record<string, Json>,
): Promise<TabularWorkload> {
  const parsed = tabularConfigSchema.parse(config);
  const prepared = await prepareTabular(parsed, data, fitted && parseFitted(fitted));
  const head = createHead(parsed, prepared.fitted, {
    measuring: measuringOf(prepared),
    classCounts: prepared.training.classCounts,
  });
  return {
    ...outlineOf(parsed, prepared.fitted, head, prepared),
    fitted: prepared.fitted,
    sumNames: head.sumNames,
    metrics: head.metrics,
    warnings: head.warnings,
    output: head.output,
    rowCount: prepared.rowCount,
    predictable: prepared.predictable,
    gapReasons: prepared.gapReasons,
    echo: async (parts, most) => {
      const { transpose } = parsed.dataset;
      if (transpose && isColumnTable(data.arrays.values())) return [];
      return echoedColumns(data, prepared.fitted, parts, transpose, most);
    },
    targets: (rows) => targetsOf(prepared, rows),
    sources: prepared.sources,
    seed: parsed.training.seed,
    inputs: (rows) => inputsOf(prepared, rows),
    compareWith,
    ...(parsed.model.linearPath && { initial: async () => linearStart(prepared.fitted, head) }),
    load: (residency) =>
      loadTabular(modelOf(parsed, prepared.fitted, head), head, prepared, { residency, compareWith }),
  };

  function compareWith(rows: Uint32Array, predicted: Float32Array, part: string): Promise<Comparison | null> {
    const offersFolds = part === 'test' && parsed.dataset.folds === null;
    const { seed } = parsed.training;
    return compareRows(prepared, { rows, predicted, part, output: head.output, seed, offersFolds });
  }
}

/** What of the columns decides the model. */
type Columns = Pick<TabularData['fitted'], 'kind' | 'inputColumns' | 'targetColumns' | 'classes'>;

function outlineOf(
  config: TabularConfig,
  columns: Columns,
  head: Head,
  { rows, splits, remarks }: Pick<TablePlan, 'rows' | 'splits' | 'remarks'>,
): Outline {
  const parameters = residualMlpParameters(modelOf(config, columns, head));
  return { parameters, rows, splits, remarks, metricInfos: head.metricInfos };
}

function modelOf({ model }: TabularConfig, { inputColumns }: Columns, head: Head): ResidualMlp {
  return { ...model, inputs: inputColumns.length, outputs: head.width };
}

function createHead(
  config: TabularConfig,
  { kind, targetColumns, classes }: Columns,
  { measuring, classCounts }: { measuring: Measuring; classCounts: number[] },
): Head {
  const { head } = config.model;
  if (kind === 'regression') return regressionHead(config, targetColumns, measuring);
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
  return classificationHead(config, targetColumns[0] ?? '', classes, classCounts);
}

function measuringOf(data: TabularData): Measuring {
  const { targetScaling, metricUnits: units } = data.fitted;
  const scaled = targetScaling.kind !== 'none';
  return { centre: centreOf(data), scaling: units === 'target' ? targetScaling : null, scaled, units };
}

/** Means of unscaled targets over the training rows; scaled targets are around zero anyway. */
function centreOf({ fitted, training, hasTargets }: TabularData): number[] | null {
  return fitted.targetScaling.kind !== 'none' || !hasTargets ? null : training.means;
}

/** The network begins as the linear model: that is its linear path, and the head adds nothing yet. */
function linearStart(
  { baselines, kind, targetColumns, targetScaling }: Fitted,
  head: Head,
): Map<string, Float32Array> {
  const linear = baselines?.linear;
  if (!linear) return new Map();
  const outputs = linear.bias.length;
  const { center, scale } = targetScaling;
  const [centreOfOutput, scaleOfOutput] =
    kind === 'regression' ? [(o: number) => center[o]!, (o: number) => scale[o]!] : [() => 0, () => 1];
  // A gated head has a gate, which stays closed, and two candidates for each target.
  const isGated = kind === 'regression' && head.width === 3 * targetColumns.length;
  const places = (o: number) => (isGated ? [3 * o + 1, 3 * o + 2] : [o]);
  const inputs = linear.kernel.length / outputs;
  const kernel = new Float32Array(inputs * head.width);
  const bias = new Float32Array(head.width);
  for (let o = 0; o < outputs; o++) {
    for (const place of places(o)) {
      bias[place] = (linear.bias[o]! - centreOfOutput(o)) / scaleOfOutput(o);
      for (let i = 0; i < inputs; i++) {
        kernel[i * head.width + place] = linear.kernel[i * outputs + o]! / scaleOfOutput(o);
      }
    }
  }
  return new Map([
    ['linear.kernel', kernel],
    ['linear.bias', bias],
  ]);
}

async function inputsOf({ fitted, blocks }: TabularData, rows: Uint32Array): Promise<Float32Array> {
  const width = fitted.inputColumns.length;
  const found = new Float32Array(rows.length * width);
  let next = 0;
  for await (const { start, rows: count, inputs } of blocks()) {
    for (; next < rows.length && rows[next]! < start + count; next++) {
      const at = (rows[next]! - start) * width;
      found.set(inputs.subarray(at, at + width), next * width);
    }
  }
  return found;
}

async function targetsOf(
  { fitted, hasTargets, blocks }: TabularData,
  rows: Uint32Array,
): Promise<Float64Array> {
  const width = fitted.targetColumns.length;
  const found = new Float64Array(rows.length * width).fill(Number.NaN);
  if (!hasTargets) return found;
  let next = 0;
  for await (const { start, rows: count, targets } of blocks()) {
    for (; next < rows.length && rows[next]! < start + count; next++) {
      const at = (rows[next]! - start) * width;
      found.set(targets!.subarray(at, at + width), next * width);
    }
  }
  return found;
}

async function loadTabular(
  model: ResidualMlp,
  head: Head,
  data: TabularData,
  {
    residency,
    compareWith,
  }: { residency: Residency | undefined; compareWith: TabularWorkload['compareWith'] },
): Promise<TabularExecutable> {
  const { fitted } = data;
  const table = await loadRows(data, residency);
  const isRegression = fitted.kind === 'regression';
  const scale = tf.keep(tf.tensor1d(fitted.targetScaling.scale));
  const center = tf.keep(tf.tensor1d(fitted.targetScaling.center));
  const run = (parameters: Parameters, rows: tf.Tensor1D, context: PassContext) =>
    residualMlp(model, parameters, tf.gather(table.inputs, rows), context);
  const predictInputs = (parameters: Parameters, inputs: tf.Tensor2D) =>
    tf.tidy(() => {
      const random = tf.tensor1d([0, 0], 'int32');
      const prediction = head.predict(residualMlp(model, parameters, inputs, { training: false, random }));
      return isRegression ? prediction.mul(scale).add(center) : prediction;
    });
  const graph: StepGraph = {
    ...table.feeding,
    forward(parameters, inputs, context) {
      const rows = inputs.rows as tf.Tensor1D;
      return head.loss(run(parameters, rows, context), tf.gather(table.truth, rows));
    },
  };
  const predictor: RowPredictor = {
    ...graph,
    predict: (parameters, rows) =>
      tf.tidy(() => predictInputs(parameters, tf.gather(table.inputs, rows) as tf.Tensor2D)),
  };
  return {
    ...predictor,
    predictInputs,
    async compare(parameters, rows, part: SplitName | 'all') {
      const predicted = await predictRows(predictor, parameters, rows);
      return compareWith(rows, predicted, part === 'all' ? '' : part);
    },
    async evaluate(parameters, rows, options) {
      const batches = consecutiveBatches(rows, EVALUATION_BATCH);
      const sumCount = head.sumNames.length;
      return {
        metrics: head.metrics(await sumBatches(graph, parameters, batches, { ...options, sumCount })),
      };
    },
    dispose() {
      table.dispose();
      tf.dispose([scale, center]);
    },
  };
}
