/** What may be chosen when predictions are written. Zod only: the description lists it. */
import { z } from 'zod';
import { AnnealError } from '../../../protocol/errors';

export const neuronOptionsSchema = z.strictObject({
  split: z
    .enum(['all', 'train', 'validation'])
    .default('all')
    .describe('Samples of one part of the training data: train, validation or all (all)'),
});
export type NeuronOptions = z.infer<typeof neuronOptionsSchema>;

export interface SplitRows {
  rows: Uint32Array;
  splits: { train: Uint32Array; validation: Uint32Array };
}

/**
 * The rows to be written, ascending.
 * @param own whether these are the data of the run, so that their split means something.
 * @throws usage for a split of other data, and where no row is left.
 */
export function chosenRows({ rows, splits }: SplitRows, { split }: NeuronOptions, own: boolean): Uint32Array {
  if (split !== 'all' && !own) {
    throw new AnnealError('usage', 'These data were not split: the model was trained on others.', {
      place: 'split',
      received: split,
      remedy: 'Write all of them.',
    });
  }
  const chosen = split === 'all' ? rows : splits[split];
  if (chosen.length > 0) return chosen;
  throw new AnnealError('usage', 'No sample is left to be written.', {
    place: 'split',
    received: split,
    remedy: 'Choose another split.',
  });
}
