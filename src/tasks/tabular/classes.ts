/** Whether a target is a class, and which classes there are. */
import type { ColumnReader } from '../../engine/data/columns';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { AnnealError } from '../../protocol/errors';

/** Whole numbers with at most so many different values are taken for classes unless the config says otherwise. */
export const MAX_AUTOMATIC_CLASSES = 10;
export const MAX_CLASSES = 1000;

type Targets = Pick<ColumnReader, 'names' | 'categories' | 'blocks'>;

/** @param data of the targets, for what an import has found out about them. */
export async function looksCategorical(targets: Targets, data: DatasetReader): Promise<boolean> {
  if (targets.names.length !== 1) return false;
  if (targets.categories[0]) return true;
  const values = await distinctValues(targets, data, MAX_AUTOMATIC_CLASSES);
  return values?.every(Number.isInteger) ?? false;
}

/**
 * Class names: texts in their order, numbers ascending.
 * @throws data-type for several targets, for fewer than two classes and for absurdly many.
 */
export async function classesOf(targets: Targets, data: DatasetReader): Promise<string[]> {
  const { names, categories } = targets;
  const [name = ''] = names;
  if (names.length !== 1) {
    throw new AnnealError('data-type', `Classes are predicted for one target, ${names.length} were given.`, {
      place: 'dataset.targets',
      received: names.join(', '),
      remedy: 'Choose one target, or set dataset.targetKind to regression.',
    });
  }
  const found = categories[0] ?? (await distinctValues(targets, data, MAX_CLASSES))?.map(String);
  if (found === undefined || found.length < 2 || found.length > MAX_CLASSES) {
    const count = found?.length ?? `more than ${MAX_CLASSES}`;
    throw new AnnealError('data-type', `Target \`${name}\` has ${count} classes.`, {
      place: name,
      received: found?.slice(0, 5).join(', ') ?? `${count} different values`,
      remedy:
        found && found.length < 2 ? 'Choose a target that varies.' : 'Set dataset.targetKind to regression.',
    });
  }
  return found;
}

/** The present values of the first target, ascending; null where there are more than `limit`. */
async function distinctValues(
  { names, blocks }: Targets,
  data: DatasetReader,
  limit: number,
): Promise<readonly number[] | null> {
  const known = data.facts?.(names[0]!)?.distinct;
  if (known) return known.length > limit ? null : known;
  const found = new Set<number>();
  for await (const { values } of blocks()) {
    for (const value of values) {
      if (!Number.isNaN(value)) found.add(value);
      if (found.size > limit) return null;
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** From a target's value to the index of its class; NaN where it is missing or no known class. */
export function classCoder(
  { categories }: Pick<ColumnReader, 'categories'>,
  classes: readonly string[],
): (value: number) => number {
  if (categories[0]) return (value) => value;
  const codes = new Map(classes.map((name, code) => [Number(name), code]));
  return (value) => codes.get(value) ?? Number.NaN;
}
