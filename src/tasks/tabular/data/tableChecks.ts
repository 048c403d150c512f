/** What the values of a table say against training on it as it is configured: remarks, and numbers that are out of reach. */
import type { ColumnFit } from '../../../engine/data/columnFit';
import { meanAndStd } from '../../../engine/data/moments';
import { hasFlatQuartiles, isOneValue, type Scaling } from '../../../engine/data/scaling';
import { AnnealError } from '../../../protocol/errors';
import type { TableBlock } from './missing';

interface Remark {
  code: string;
  message: string;
}

/** Sees all blocks, one after the other. */
export interface TableCheck {
  add(block: TableBlock): void;
  remarks(): Remark[];
}

/** Fewer rows may be sorted by chance. */
const MIN_SORTED = 5;
/** Values of each side that are compared. */
const SAMPLE = 2048;
const MIN_HELD_OUT = 10;

/**
 * Whether the rows that are held out by their place have targets that training never sees: those of rows that are sorted by
 * the target, exactly or nearly.
 * @param rows that are used, ascending. @param train the last ones of them.
 */
export function sortedByTarget(
  targets: readonly string[],
  { rows, train }: { rows: Uint32Array; train: Uint32Array },
): TableCheck {
  const heldOut = rows.length - train.length;
  const sides = targets.map(() => ({ early: [] as number[], late: [] as number[] }));
  const steps = targets.map(() => ({ up: 0, down: 0, last: Number.NaN }));
  const strides = [heldOut, train.length].map((count) => Math.max(1, Math.ceil(count / SAMPLE)));
  let next = 0;
  return {
    add({ start, rows: count, targets: values }) {
      if (!values) return;
      for (; next < rows.length && rows[next]! < start + count; next++) {
        const at = (rows[next]! - start) * targets.length;
        const isEarly = next < heldOut;
        const isSampled = next % strides[isEarly ? 0 : 1]! === 0;
        for (let column = 0; column < targets.length; column++) {
          const value = values[at + column]!;
          const step = steps[column]!;
          if (value > step.last) step.up++;
          if (value < step.last) step.down++;
          step.last = value;
          if (isSampled) sides[column]![isEarly ? 'early' : 'late'].push(value);
        }
      }
    },
    remarks() {
      if (heldOut === 0) return [];
      return targets.flatMap((name, column): Remark[] => {
        const { up, down } = steps[column]!;
        const isMonotone = rows.length >= MIN_SORTED && Math.min(up, down) === 0 && up + down > 0;
        if (!isMonotone && (heldOut < MIN_HELD_OUT || !areApart(sides[column]!))) return [];
        const message =
          `Rows are sorted by \`${name}\`, and the first ones validate and test: training never sees values like theirs. ` +
          'Set dataset.split to random.';
        return [{ code: 'sorted-by-target', message }];
      });
    },
  };
}

/** Whether of a value of each side nearly always the same is the larger one. */
function areApart({ early, late }: { early: number[]; late: number[] }): boolean {
  const sorted = Float64Array.from(late).sort();
  let larger = 0;
  for (const value of early) larger += (rank(sorted, value, false) + rank(sorted, value, true)) / 2;
  const share = larger / (early.length * late.length);
  return Math.min(share, 1 - share) < 0.02;
}

/** How many are smaller, or at most as large. */
function rank(sorted: Float64Array, value: number, withEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value || (withEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Inputs that are the target itself.
 * @param inData a target as it stands in the data, where it has become a class.
 */
export function copiesOfTarget(
  inputs: readonly string[],
  targets: readonly string[],
  rows: Uint32Array,
  inData: (target: number) => number,
): TableCheck {
  let pairs = inputs.flatMap((_, input) => targets.map((_, target) => ({ input, target })));
  let next = 0;
  return {
    add(block) {
      if (!block.targets) pairs = [];
      for (; next < rows.length && rows[next]! < block.start + block.rows && pairs.length > 0; next++) {
        const row = rows[next]! - block.start;
        pairs = pairs.filter(
          ({ input, target }) =>
            block.inputs[row * inputs.length + input] ===
            inData(block.targets![row * targets.length + target]!),
        );
      }
    },
    remarks: () =>
      rows.length < MIN_SORTED
        ? []
        : pairs.map(({ input, target }) => ({
            code: 'target-among-inputs',
            message:
              `Input \`${inputs[input]}\` equals the target \`${targets[target]}\` in every row, so that there is nothing ` +
              'to learn. Leave it out of dataset.inputs.',
          })),
  };
}

/** Columns whose quartiles say nothing of their spread, so that they are scaled otherwise than was asked for. */
export function flatQuartiles(names: readonly string[], fit: ColumnFit | null): Remark[] {
  if (!fit) return [];
  return names.flatMap((name, column) => {
    if (!hasFlatQuartiles(fit, column)) return [];
    const message =
      `Most values of \`${name}\` are about the same, so that its interquartile range is no scale; mean and standard ` +
      'deviation are used for it.';
    return [{ code: 'scaled-otherwise', message }];
  });
}

/** Targets that do not vary where they are learnt. @throws AnnealError `data-type` where none does. */
export function constantInTraining(names: readonly string[], { moments }: ColumnFit): Remark[] {
  const constant = names.filter((_, column) => isOneValue(moments.min[column]!, moments.max[column]!));
  if (constant.length === 0) return [];
  const [name = ''] = constant;
  if (constant.length < names.length) {
    const message = `Target \`${name}\` is the same in every row that is trained on.`;
    return [{ code: 'constant-target', message }];
  }
  const column = names.indexOf(name);
  throw new AnnealError('data-type', `Target \`${name}\` is the same in every row that is trained on.`, {
    place: name,
    received: `${meanAndStd(moments, column).mean} in ${moments.count[column]} rows`,
    remedy: 'Choose a target that varies, or another dataset.split.',
  });
}

/** What float32 can square without running over. */
const MAX_SCALED = 1e15;

/**
 * @throws AnnealError `data-type` for values that are still absurdly large when they are scaled, or too large to be.
 */
export function requireComputable(
  names: readonly string[],
  { moments }: ColumnFit,
  { center, scale }: Scaling,
): void {
  names.forEach((name, column) => {
    const [low, high] = [moments.min[column]!, moments.max[column]!];
    if (low > high) return;
    const reach =
      Math.max(Math.abs(low - center[column]!), Math.abs(high - center[column]!)) / scale[column]!;
    if (Number.isFinite(scale[column]) && reach <= MAX_SCALED) return;
    const largest = Math.abs(low) > Math.abs(high) ? low : high;
    throw new AnnealError(
      'data-type',
      `Column \`${name}\` holds ${largest}, which is too large to compute with.`,
      {
        place: name,
        received: String(largest),
        remedy: 'If it stands for a missing value, empty it in the file; or leave the column out.',
      },
    );
  });
}
