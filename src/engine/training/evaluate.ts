/** Applies a checkpoint to data: metrics and predictions with its evaluation weights. */
import * as tf from '@tensorflow/tfjs';
import type { ArraySet } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';
import type { Metrics } from '../../protocol/events';
import { arenasOf } from '../checkpoints/arenaTensors';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { layOut } from '../step/layout';
import { measure } from '../step/sumOver';
import type {
  Executable,
  ImageRows,
  Parameters,
  SegmentationOutput,
  SegmentedImage,
  SplitName,
  TableOutput,
  Task,
  Workload,
} from '../workload';
import { EVALUATION_BATCH } from './evaluationBatch';

/** A model ready to use; release it with `dispose`. */
export interface LoadedModel {
  workload: Workload;
  executable: Executable;
  /** Averaged weights where the checkpoint has them, else the weights. */
  parameters: Parameters;
  /** Of the loss's parts, as training left them. */
  lossWeights: readonly number[];
  dispose(): void;
}

/** Loads the model on the active backend over the given data, scaled as in training. */
export function loadModel(task: Task, { state, tensors }: Checkpoint, arrays: ArraySet): LoadedModel {
  const workload = task.prepare(state.config, arrays, state.task);
  const layout = layOut(workload.parameters, state.config.training);
  const arenas = arenasOf(tensors, layout, ['values', 'ema']);
  const values = arenas.ema ?? arenas.values!;
  const weights = workload.createLossWeights?.();
  if (state.lossWeights !== null) weights?.restore(state.lossWeights);
  const executable = workload.load();
  const parameters = Object.fromEntries(
    layout.slots.map(({ name, shape, offset, size }) => [
      name,
      tf.keep(tf.tensor(values.slice(offset, offset + size), shape, 'float32')),
    ]),
  );
  return {
    workload,
    executable,
    parameters,
    lossWeights: weights?.values() ?? [1],
    dispose() {
      executable.dispose();
      tf.dispose(parameters);
    },
  };
}

export function rowsOf({ splits, rows }: Workload, split: SplitName | 'all'): Uint32Array {
  return split === 'all' ? rows : splits[split];
}

/** The split of each of the workload's rows; null where the task gave a row to none, as one without its target. */
export function splitOfRows({ rows, splits }: Pick<Workload, 'rows' | 'splits'>): (SplitName | null)[] {
  const byRow = new Map<number, SplitName>();
  for (const name of ['train', 'validation', 'test'] as const) {
    for (const row of splits[name]) byRow.set(row, name);
  }
  return Array.from(rows, (row) => byRow.get(row) ?? null);
}

export async function evaluate(model: LoadedModel, rows: Uint32Array): Promise<Metrics> {
  const { workload, executable, parameters, lossWeights } = model;
  const { sums } = await measure(executable, parameters, rows, {
    sumCount: workload.sumNames.length,
    batchSize: EVALUATION_BATCH,
    lossWeights,
  });
  return workload.metrics(sums);
}

/** What a model predicts, row by row. @throws config-invalid where it predicts images. */
export function tableOutput({ output }: Workload): TableOutput {
  if (output.kind !== 'segmentation') return output;
  throw new AnnealError('config-invalid', 'The model segments images: its predictions are no table.', {
    received: 'a table format',
    remedy: 'Save the predictions as a .zip of masks.',
  });
}

export interface Segmentation {
  output: SegmentationOutput;
  images: ImageRows;
  /** The images of the rows at their own sizes, one after the other. */
  stream: AsyncGenerator<SegmentedImage>;
}

/** Segments images as they are asked for. @throws config-invalid where the model predicts a table. */
export function segment({ workload, executable, parameters }: LoadedModel, rows: Uint32Array): Segmentation {
  const { output, images } = workload;
  const stream = executable.segment?.(parameters, rows);
  if (output.kind === 'segmentation' && images && stream) return { output, images, stream };
  throw new AnnealError('config-invalid', 'The model predicts the rows of a table: it makes no masks.', {
    received: 'a zip of masks',
    remedy: 'Save the predictions as .csv or .npz.',
  });
}

/** True values of the rows, NaN where the data hold none. */
export function targetsOf({ targets }: Workload, rows: Uint32Array): Float64Array {
  return targets?.(rows) ?? new Float64Array(rows.length).fill(Number.NaN);
}

/** @returns float32 [rows × outputs] in the units of the targets, or class probabilities. */
export async function predict(
  { executable, parameters }: LoadedModel,
  rows: Uint32Array,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (let start = 0; start < rows.length; start += EVALUATION_BATCH) {
    const batch = Int32Array.from(rows.subarray(start, start + EVALUATION_BATCH));
    const [fed = batch] = executable.feed?.([batch]) ?? [];
    const indices = tf.tensor1d(fed, 'int32');
    const output = executable.predict?.(parameters, indices);
    if (!output) throw new Error(`The task does not predict rows of a table.`);
    parts.push(Float32Array.from(await output.data()));
    tf.dispose([indices, output]);
  }
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
