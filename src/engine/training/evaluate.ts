/** Applies a checkpoint to data: its model, and metrics with its evaluation weights. */
import * as tf from '@tensorflow/tfjs';
import type { Metrics } from '../../protocol/events';
import type { TensorSummary } from '../../protocol/tensors';
import { arenasOf } from '../checkpoints/arenaTensors';
import type { Checkpoint, CheckpointState } from '../checkpoints/checkpoint';
import type { DatasetReader } from '../data/datasetReader';
import { EVALUATION_BATCH } from '../data/epochPlan';
import type { Workspace } from '../data/workspace';
import type { Parameters } from '../nn/parameter';
import { batchRandom } from '../step/batchRandom';
import { layOut } from '../step/layout';
import type { SplitName, Task, Workload } from '../workload';
import { activationSummaries } from './activations';
import { epochPlanOf, residencyOf } from './session';

/** A model ready to use; release it with `dispose`. */
export interface LoadedModel<Prepared extends Workload = Workload> {
  workload: Prepared;
  executable: Awaited<ReturnType<Prepared['load']>>;
  /** Averaged weights where the checkpoint has them, else the weights. */
  parameters: Parameters;
  /** Of the loss's parts, as training left them. */
  lossWeights: readonly number[];
  dispose(): void;
}

/** Loads the model on the active backend over the given data, scaled as in training. @param workspace memory when not given. */
export async function loadModel<Prepared extends Workload>(
  task: Task<Prepared>,
  { state, tensors }: Checkpoint,
  data: DatasetReader,
  workspace?: Workspace,
): Promise<LoadedModel<Prepared>> {
  const workload = await task.prepare(state.config, data, state.task);
  const layout = layOut(workload.parameters, state.config.training);
  const arenas = arenasOf(tensors, layout, ['values', 'ema']);
  const values = arenas.ema ?? arenas.values!;
  const weights = workload.createLossWeights?.();
  if (state.lossWeights !== null) weights?.restore(state.lossWeights);
  const executable = (await workload.load(residencyOf(EVALUATION_BATCH, workspace))) as Awaited<
    ReturnType<Prepared['load']>
  >;
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

export async function evaluate(
  { executable, parameters, lossWeights }: LoadedModel,
  rows: Uint32Array,
): Promise<Metrics> {
  return (await executable.evaluate(parameters, rows, { lossWeights })).metrics;
}

/** What the layers give for the first training batch of the epoch that the checkpoint stands in. */
export function modelActivations(
  { workload, executable, parameters, lossWeights }: LoadedModel,
  { config: { training }, epoch, step }: CheckpointState,
): Promise<TensorSummary[]> {
  const { rows, variant } = epochPlanOf(workload, training, Math.min(epoch, training.epochs - 1)).step(0)[0]!;
  const batch = { rows: rows.subarray(0, EVALUATION_BATCH), variant };
  return activationSummaries(executable, {
    parameters,
    batch,
    random: batchRandom({ ...training, step }, [batch], 0),
    lossWeights,
  });
}
