/** Whether a target is a class, and which classes there are. */
import type { ColumnReader } from '../../engine/data/columns';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { isOneValue } from '../../engine/data/scaling';
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

/**
 * @throws AnnealError `data-type` where a quantity is the same in every row.
 */
export async function requireVaried({ names, blocks }: Targets, data: DatasetReader): Promise<void> {
  // Of many values an import lists none.
  const isVaried = (name: string) => {
    const facts = data.facts?.(name);
    return facts !== undefined && facts !== null && facts.distinct?.length !== 1;
  };
  if (names.some(isVaried)) return;
  const columns = names.length;
  const low = new Array<number>(columns).fill(Infinity);
  const high = new Array<number>(columns).fill(-Infinity);
  for await (const { values } of blocks()) {
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      low[at % columns] = Math.min(low[at % columns]!, value);
      high[at % columns] = Math.max(high[at % columns]!, value);
    }
    if (low.some((least, column) => !isOneValue(least, high[column]!))) return;
  }
  const one = names.length === 1;
  throw new AnnealError(
    'data-type',
    `${one ? `Target \`${names[0]}\` is` : 'All targets are'} the same in every row.`,
    {
      place: names[0],
      received: low.join(', '),
      remedy: 'Choose a target that varies.',
    },
  );
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
