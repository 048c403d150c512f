/** The words by which data say that they are for training, validation or testing. */

export const partNames = ['train', 'validation', 'test'] as const;
export type PartName = (typeof partNames)[number];

const spellings = new Map<string, PartName>([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** In small letters. */
export const partWords: readonly string[] = [...spellings.keys()];

/** Which part a word means, in letters of either case; null for any other. */
export function partNamed(text: string): PartName | null {
  return spellings.get(text.trim().toLowerCase()) ?? null;
}
