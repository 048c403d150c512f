/** The part of a checkpoint that only its optimizer needs: most of the bytes, and what going on exactly takes. */
import type { Checkpoint } from './checkpoint';

/** Names of optimizer tensors begin with it. */
export const optimizerPrefix = 'optimizer/';

/** The same checkpoint for everything but going on exactly; averaged weights and counters stay. */
export function withoutOptimizerState({ state, tensors }: Checkpoint): Checkpoint {
  return { state, tensors: tensors.filter(({ name }) => !name.startsWith(optimizerPrefix)) };
}

/** Whether a checkpoint holds what its optimizer needs to go on as if nothing had happened. */
export function canResumeExactly({ state, tensors }: Checkpoint): boolean {
  const { optimizer } = state.config.training;
  const stateless = optimizer.name === 'sgd' && optimizer.momentum === 0;
  return stateless || tensors.some(({ name }) => name.startsWith(optimizerPrefix));
}
