/** The executable of a problem. */
import type { Batch } from '../../src/engine/data/epochPlan';
import type { StepGraph } from '../../src/engine/workload';
import type { ModelProblem } from '../problems/problem';
import { dcmnetExecutable } from './dcmnet';
import { messagesExecutable } from './messages';
import { mlpExecutable } from './mlp';
import { neuronsExecutable } from './neurons';
import { unetExecutable } from './unet';

export interface LoadedProblem {
  executable: StepGraph;
  /** Of the one step. */
  batches: Batch[];
  /** @param sums of the step. */
  lossOf(sums: Float32Array): number;
}

/** Uploads the data to the active backend. */
export async function loadExecutable(problem: ModelProblem): Promise<LoadedProblem> {
  switch (problem.kind) {
    case 'mlp':
      return oneBatch(mlpExecutable(problem), problem.labels.length);
    case 'unet':
      return oneBatch(unetExecutable(problem), problem.images.shape[0] ?? 0);
    case 'messages':
      return oneBatch(messagesExecutable(problem), problem.molecules);
    case 'dcmnet':
      return oneBatch(await dcmnetExecutable(problem), problem.counts.length);
    case 'neurons':
      return neuronsExecutable(problem);
  }
}

/** All samples in one batch; the step sums how many these are, and their losses. */
function oneBatch(executable: StepGraph, samples: number): LoadedProblem {
  const rows = Int32Array.from({ length: samples }, (_, row) => row);
  return { executable, batches: [{ rows, variant: '' }], lossOf: ([count = 0, sum = 0]) => sum / count };
}
