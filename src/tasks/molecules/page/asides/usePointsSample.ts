/** The points of a few molecules as training with a draft would take them, asked for a moment after the last change. */
import type { Draft } from '../../../../store/draft';
import { moleculesConfigSchema } from '../../config';
import { type Answer, useAnswer } from '../useAnswer';

/** Milliseconds without a change before the worker is asked. */
const pause = 350;

const molecules = 24;

export function usePointsSample({ fingerprint, config }: Draft): Answer<'points'> {
  // Only what the points depend on: a change of the rest asks for nothing new.
  const read = moleculesConfigSchema.safeParse({ dataset: config.dataset, loss: config.loss });
  return useAnswer(
    read.success
      ? { question: 'points', argument: { molecules }, about: { fingerprint, config: read.data }, pause }
      : null,
  );
}
