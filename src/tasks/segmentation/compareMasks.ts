/** The network beside the rule that it has to beat, on the same images: numbers, and what they say in words. */
import type { SplitName } from '../../engine/workload';
import type { Comparison } from '../../protocol/comparison';
import type { ImageOverlap } from './baseline';

export interface MasksCompared {
  /** By row, of the images that have a mask. */
  network: ReadonlyMap<number, ImageOverlap>;
  rule: ReadonlyMap<number, ImageOverlap>;
  /** Of the rule. */
  title: string;
  part: SplitName | 'all';
}

/** Fewer images say little about others. */
const FEW_IMAGES = 5;

/** Means over the images. @returns null without an image that has a mask. */
export function compareMasks({ network, rule, title, part }: MasksCompared): Comparison | null {
  const rows = [...network.keys()].filter((row) => rule.has(row));
  if (rows.length === 0) return null;
  const meanOf = (scores: ReadonlyMap<number, ImageOverlap>, name: keyof ImageOverlap) =>
    rows.reduce((sum, row) => sum + scores.get(row)![name], 0) / rows.length;
  const valuesOf = (scores: ReadonlyMap<number, ImageOverlap>) => [
    meanOf(scores, 'dice'),
    meanOf(scores, 'iou'),
  ];
  const better = rows.filter((row) => network.get(row)!.dice > rule.get(row)!.dice).length;
  const models = [
    { name: 'model', title: 'Network', values: valuesOf(network) },
    { name: 'rule', title, values: valuesOf(rule) },
  ];
  return {
    part: part === 'all' ? '' : part,
    rows: rows.length,
    measures: [
      { name: 'dice', title: 'Dice', better: 'max' },
      { name: 'iou', title: 'IoU', better: 'max' },
    ],
    models,
    words: wordsOf(
      models.map(({ values }) => values[0]!),
      { title, part: part === 'all' ? '' : `${part} `, better, count: rows.length },
    ),
  };
}

function wordsOf(
  [own = 0, other = 0]: number[],
  { title, part, better, count }: { title: string; part: string; better: number; count: number },
): string[] {
  // Two digits would make one of a small difference, and of what is nearly perfect.
  const isFine = (own !== other && Math.abs(own - other) < 0.005) || Math.max(own, other) >= 0.995;
  const digits = isFine ? 3 : 2;
  const [first = '', ...rest] = title;
  const images = `${count} ${part}${count === 1 ? 'image' : 'images'}`;
  const words = [
    `The network's ${part}Dice is ${own.toFixed(digits)}, the ${first.toLowerCase()}${rest.join('')} reaches ${other.toFixed(digits)}.`,
    own > other
      ? `It is better on ${better} of ${images}.`
      : `The network is no better than that: train longer, or look at the masks. It is better on ${better} of ${images}.`,
  ];
  if (part === 'validation ') {
    words.push(
      'These images chose the checkpoint: on others it is likely to be worse. A test fraction sets some apart.',
    );
  } else if (part === 'train ')
    words.push('It was trained on these images: on others it is likely to be worse.');
  if (count < FEW_IMAGES && part !== 'train ')
    words.push(`${images} ${count === 1 ? 'says' : 'say'} little about others.`);
  return words;
}
