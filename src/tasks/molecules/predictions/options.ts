/** What may be chosen when predictions are written. Zod only: the description lists it. */
import { z } from 'zod';
import type { SplitName } from '../../../engine/workload';
import { splitChoiceSchema } from '../../../protocol/commands';
import { AnnealError } from '../../../protocol/errors';

export const moleculeOptionsSchema = z.strictObject({
  split: splitChoiceSchema
    .default('all')
    .describe('Molecules of one part of the training data: train, validation, test or all (all)'),
  rows: z.coerce.string().default('').describe('Molecules by their row, such as 0-9,12 (all)'),
  potentials: z
    .enum(['points', 'box', 'both', 'none'])
    .default('points')
    .describe(
      'Potentials in an .npz file: at the points of the data, on a regular box around each molecule, both or none (points)',
    ),
  spacing: z.coerce.number().min(0.02).max(5).default(0.3).describe('Å between the points of a box (0.3)'),
  margin: z.coerce
    .number()
    .min(0)
    .max(50)
    .default(3)
    .describe('Å from the outermost atoms to the sides of a box (3)'),
});

export type MoleculeOptions = z.infer<typeof moleculeOptionsSchema>;

export interface SplitRows {
  /** All of them, ascending or not. */
  rows: Uint32Array;
  splits: Readonly<Record<SplitName, Uint32Array>>;
}

/**
 * The rows to be written, in the order of the data.
 * @param own whether these are the data of the run, so that their split means something.
 * @throws usage for a split of other data, rows that cannot be read, and where no row is left.
 */
export function chosenRows(
  { rows, splits }: SplitRows,
  { split, rows: text }: Pick<MoleculeOptions, 'split' | 'rows'>,
  own: boolean,
): Uint32Array {
  if (split !== 'all' && !own) {
    throw new AnnealError('usage', 'These data were not split: the model was trained on others.', {
      place: 'split',
      received: split,
      remedy: 'Write all of them, or choose molecules by rows.',
    });
  }
  const within = split === 'all' ? rows : splits[split].slice().sort();
  const ranges = rowRanges(text);
  if (!ranges) {
    throw new AnnealError('usage', 'The rows cannot be read.', {
      place: 'rows',
      received: text,
      remedy: 'Name rows and ranges of rows, such as 0-9,12.',
    });
  }
  const chosen =
    ranges.length === 0
      ? within
      : within.filter((row) => ranges.some(({ from, to }) => from <= row && row <= to));
  if (chosen.length > 0) return chosen;
  throw new AnnealError('usage', 'No molecule is left to be written.', {
    place: ranges.length === 0 ? 'split' : 'rows',
    received: ranges.length === 0 ? split : text,
    remedy: 'Choose other rows, or another split.',
  });
}

/** "0-9,12" as ranges, both ends among them; none of an empty text, null of one that cannot be read. */
export function rowRanges(text: string): { from: number; to: number }[] | null {
  const parts = text.trim() === '' ? [] : text.split(',');
  const ranges = parts.map((part) => {
    const [, from, to = from] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part) ?? [];
    return from === undefined ? null : { from: Number(from), to: Number(to) };
  });
  const known = ranges.filter((range) => range !== null);
  return known.length === ranges.length ? known : null;
}
