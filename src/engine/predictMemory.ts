/** A rough forecast of the memory that a training takes on its backend, before anything is allocated. */
import type { TrainingConfig } from '../protocol/config';
import { type ArraySet, sizeOf } from './arrays';
import { createOptimizer } from './optimizers/createOptimizer';
import type { ParameterSpec } from './tasks/task';

const bytesOfFloat = 4;
/** A linear layer keeps its output, its normalised output, its activation and the gradients of these. */
const tensorsALayer = 6;

/**
 * Arenas (values, gradients, optimizer slots, average), the dataset as float32, and the activations of one
 * micro-batch, taken as `tensorsALayer` tensors for each kernel.
 * @returns bytes.
 */
export function predictMemory(
  parameters: readonly ParameterSpec[],
  arrays: ArraySet,
  training: TrainingConfig,
): number {
  const { optimizer, emaDecay, batchSize } = training;
  const arenas = 2 + createOptimizer(optimizer).slots.length + (emaDecay === null ? 0 : 1);
  const weights = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const data = [...arrays.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const outputs = parameters.reduce((sum, { shape }) => sum + (shape.length > 1 ? shape.at(-1)! : 0), 0);
  return bytesOfFloat * (arenas * weights + data + tensorsALayer * batchSize * outputs);
}
