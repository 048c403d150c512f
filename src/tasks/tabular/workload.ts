/** The tabular task: a residual network over the columns of a table. */
import * as tf from '@tensorflow/tfjs';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { consecutiveBatches, EVALUATION_BATCH } from '../../engine/data/epochPlan';
import type { Parameters, PassContext } from '../../engine/nn/parameter';
import { sumBatches } from '../../engine/training/sumBatches';
import type { Executable, Outline, Residency, StepGraph, Workload } from '../../engine/workload';
import type { RunConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { Json } from '../../protocol/json';
import { classificationHead } from './classificationHead';
import { type TabularConfig, tabularConfigSchema } from './config';
import { parseFitted } from './fitted';
import type { Head, TableOutput } from './head';
import { type ResidualMlp, residualMlp, residualMlpParameters } from './model/residualMlp';
import { planTable, type TablePlan } from './plan';
import { prepareTabular, type TabularData } from './prepare';
import { type Measuring, regressionHead } from './regressionHead';
import { loadRows } from './rows';

export interface TabularExecutable extends Executable {
  /** float32 [batch, targets] in the units of the targets, or [batch, classes] probabilities. */
  predict(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor;
}

export interface TabularWorkload extends Workload<TabularExecutable> {
  output: TableOutput;
  /** Rows of the data, and those of them that can be predicted, which may lack their target. */
  rowCount: number;
  predictable: Uint32Array;
  /** As `TabularData` has them. */
  gapReasons: TabularData['gapReasons'];
  /** True values of the rows: [rows × targets] in the data's units, or [rows] class indices; NaN where there are none. */
  targets(rows: Uint32Array): Promise<Float64Array>;
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
    targets: (rows) => targetsOf(prepared, rows),
    load: (residency) => loadTabular(modelOf(parsed, prepared.fitted, head), head, prepared, residency),
  };
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
  residency?: Residency,
): Promise<TabularExecutable> {
  const { fitted } = data;
  const table = await loadRows(data, residency);
  const isRegression = fitted.kind === 'regression';
  const scale = tf.keep(tf.tensor1d(fitted.targetScaling.scale));
  const center = tf.keep(tf.tensor1d(fitted.targetScaling.center));
  const run = (parameters: Parameters, rows: tf.Tensor1D, context: PassContext) =>
    residualMlp(model, parameters, tf.gather(table.inputs, rows), context);
  const graph: StepGraph = {
    ...table.feeding,
    forward(parameters, inputs, context) {
      const rows = inputs.rows as tf.Tensor1D;
      return head.loss(run(parameters, rows, context), tf.gather(table.truth, rows));
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
      table.dispose();
      tf.dispose([scale, center]);
    },
  };
}
