/** The executable of a problem. */
import type { StepGraph } from '../../src/engine/workload';
import type { ModelProblem } from '../problems/problem';
import { dcmnetExecutable } from './dcmnet';
import { messagesExecutable } from './messages';
import { mlpExecutable } from './mlp';
import { unetExecutable } from './unet';

/** Uploads the data to the active backend. `rows` are the samples of the one batch. */
export async function loadExecutable(
  problem: ModelProblem,
): Promise<{ executable: StepGraph; rows: Int32Array }> {
  switch (problem.kind) {
    case 'mlp':
      return { executable: mlpExecutable(problem), rows: firstRows(problem.labels.length) };
    case 'unet':
      return { executable: unetExecutable(problem), rows: firstRows(problem.images.shape[0] ?? 0) };
    case 'messages':
      return { executable: messagesExecutable(problem), rows: firstRows(problem.molecules) };
    case 'dcmnet':
      return { executable: await dcmnetExecutable(problem), rows: firstRows(problem.counts.length) };
  }
}

function firstRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
