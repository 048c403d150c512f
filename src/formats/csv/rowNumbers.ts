/** A first column without a name that only numbers the rows, as pandas and R write it. */

export interface RowNumbers {
  /** @param value of the column in the next row; NaN where it is missing, null for text. */
  add(value: number | null): void;
  /** Whether each row has a whole number of its own. */
  areNumbers(): boolean;
  /** Whether it still may be so. */
  mayBe(): boolean;
}

/** Names that such a column gets when a table is written once more. */
export function isUnnamed(name: string): boolean {
  return name === '' || name === 'Unnamed: 0';
}

/** Numbers that are not in order are remembered up to here, to see that they differ. */
const MOST_REMEMBERED = 1 << 20;

export function createRowNumbers(): RowNumbers {
  let isWhole = true;
  let last = -1;
  let isRising = true;
  let seen: Set<number> | null = new Set();
  return {
    add(value) {
      if (!isWhole) return;
      isWhole = value !== null && Number.isInteger(value) && value >= 0;
      if (!isWhole) {
        seen = null;
        return;
      }
      isRising &&= value! > last;
      last = value!;
      if (seen === null) return;
      if (seen.has(value!) || seen.size === MOST_REMEMBERED) seen = null;
      else seen.add(value!);
    },
    areNumbers: () => isWhole && last >= 0 && (isRising || seen !== null),
    mayBe: () => isWhole && (isRising || seen !== null),
  };
}
