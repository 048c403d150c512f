/** What a run knows of its data, in words: which file it needs, and how another one differs. Pure. */
import type { ArrayHeader, DatasetSource, DescribedDataset } from '../protocol/datasets';
import type { RunRecord } from '../protocol/records';
import { describedTask } from '../tasks/runConfig';

/** So many columns are named one by one. */
const MAX_NAMED = 8;

export function datasetSource(dataset: DescribedDataset, config: RunRecord['config']): DatasetSource {
  const { files, format, bytes, arrays, reading } = dataset;
  return {
    files,
    format,
    bytes,
    examples: describedTask(config.task).countExamples(dataset, config),
    arrays: arrays.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    ...(reading && { reading }),
  };
}

/** "400 rows, 4 columns (`a`, `b`, `c`, `y`)"; of pictures "8 images with masks", whose arrays nobody has named. */
export function sourceWords({ examples, format, arrays }: DatasetSource, task: string): string {
  const counted = examplesText(examples, task);
  if (format === 'images')
    return arrays.some(({ name }) => name === 'masks') ? `${counted} with masks` : counted;
  const what = isTable(arrays) ? 'column' : 'array';
  const names = arrays.slice(0, MAX_NAMED).map(({ name }) => `\`${name}\``);
  if (arrays.length > MAX_NAMED) names.push('…');
  return `${counted}, ${arrays.length} ${what}${arrays.length === 1 ? '' : 's'} (${names.join(', ')})`;
}

/**
 * How a dataset differs from the one that a run was trained on, as the end of a sentence: "has the same columns, but other
 * values".
 */
export function differenceWords(
  source: DatasetSource,
  { arrays, examples }: DatasetSource,
  task: string,
): string {
  const what = isTable(source.arrays) ? 'columns' : 'arrays';
  const missing = namesWithout(source.arrays, arrays);
  const added = namesWithout(arrays, source.arrays);
  if (missing.length > 0) return `lacks ${listed(missing)}`;
  if (added.length > 0) return `has ${what} besides: ${listed(added)}`;
  if (source.examples !== examples) {
    const counts = `${examplesText(examples, task)} instead of ${source.examples.toLocaleString('en')}`;
    return source.format === 'images' ? `has ${counts}` : `has the same ${what}, but ${counts}`;
  }
  if (source.format === 'images') return 'has as many images, but others, or other masks';
  const other = source.arrays.find(({ name, shape, dtype }) => {
    const same = arrays.find((array) => array.name === name);
    return same?.shape.join() !== shape.join() || same.dtype !== dtype;
  });
  if (other) return `has the same ${what}, but \`${other.name}\` is of another size or type`;
  if (source.arrays.some(({ name }, index) => arrays[index]?.name !== name)) {
    return `has the same ${what} in another order`;
  }
  return `has the same ${what} and as many rows, but other values`;
}

function isTable(arrays: readonly Pick<ArrayHeader, 'shape'>[]): boolean {
  return arrays.every(({ shape }) => shape.length <= 1);
}

/** "400 rows". */
function examplesText(examples: number, task: string): string {
  const { one, many } = describedTask(task).example;
  return `${examples.toLocaleString('en')} ${examples === 1 ? one : many}`;
}

function namesWithout(arrays: readonly { name: string }[], others: readonly { name: string }[]): string[] {
  const known = new Set(others.map(({ name }) => name));
  return arrays.map(({ name }) => name).filter((name) => !known.has(name));
}

function listed(names: readonly string[]): string {
  const named = names.slice(0, MAX_NAMED).map((name) => `\`${name}\``);
  return named.join(', ') + (names.length > MAX_NAMED ? ' and more' : '');
}
