/** A rough forecast of the memory that a training takes on its backend, before anything is allocated. */

import { type ArrayOutline, sizeOf } from '../../formats/arrays';
import type { TrainingConfig } from '../../protocol/config';
import { bytesInMemory } from '../data/datasetReader';
import { createOptimizer } from '../optimizers/rules';
import type { Outline } from '../workload';

const bytesOfFloat = 4;
/** A linear layer keeps its output, its normalised output, its activation and the gradients of these. */
const tensorsALayer = 6;

/**
 * Arenas (values, gradients, optimizer slots, average), the dataset, and the intermediate results of one micro-batch:
 * what the task counts, with the dataset as it is stored; else `tensorsALayer` tensors for each kernel, with the dataset
 * as float32.
 * @returns bytes.
 */
export function predictMemory(
  { parameters, activationBytes }: Pick<Outline, 'parameters' | 'activationBytes'>,
  arrays: Iterable<ArrayOutline>,
  training: TrainingConfig,
): number {
  const { optimizer, emaDecay, batchSize } = training;
  const arenas = 2 + createOptimizer(optimizer).slots.length + (emaDecay === null ? 0 : 1);
  const weights = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const all = [...arrays];
  if (activationBytes !== undefined) {
    const stored = bytesInMemory(all);
    return bytesOfFloat * arenas * weights + stored + activationBytes;
  }
  const values = all.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const outputs = parameters.reduce((sum, { shape }) => sum + (shape.length > 1 ? shape.at(-1)! : 0), 0);
  return bytesOfFloat * (arenas * weights + values + tensorsALayer * batchSize * outputs);
}
