/** Undoes the filters of PNG rows (recommendation, section 9): each byte was stored as a difference to neighbours. */
import { damaged } from './decodedImage';

/**
 * @param filtered rows, each with the number of its filter in front; overwritten.
 * @param step bytes to the pixel on the left.
 * @returns the rows without the numbers, in the same memory: each moves to the front, where nothing is read any more.
 */
export function unfilter(
  filtered: Uint8Array,
  rowBytes: number,
  height: number,
  step: number,
  place: string,
): Uint8Array {
  const rows = filtered.subarray(0, rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = row * (rowBytes + 1) + 1;
    const to = row * rowBytes;
    const filter = filtered[from - 1]!;
    if (filter > 4) throw damaged(place, `row ${row + 1} has the unknown filter ${filter}`);
    // Above the first row there are zeros: nothing is added, half of the left, or all of it.
    if (row === 0) undoFirst(filter, rows, filtered, from, rowBytes, step);
    else undo[filter]!(rows, to, filtered, from, rowBytes, step);
  }
  return rows;
}

type Undo = (
  rows: Uint8Array,
  to: number,
  filtered: Uint8Array,
  from: number,
  rowBytes: number,
  step: number,
) => void;

/** By number; a function for each, so that its loop is compiled for it alone. */
const undo: readonly Undo[] = [copy, addLeft, addAbove, addMean, addPaeth];

function undoFirst(
  filter: number,
  rows: Uint8Array,
  filtered: Uint8Array,
  from: number,
  rowBytes: number,
  step: number,
): void {
  if (filter === 0 || filter === 2) copy(rows, 0, filtered, from, rowBytes);
  else if (filter !== 3) addLeft(rows, 0, filtered, from, rowBytes, step);
  else {
    for (let at = 0; at < rowBytes; at++) {
      rows[at] = filtered[from + at]! + (at < step ? 0 : rows[at - step]! >> 1);
    }
  }
}

function copy(rows: Uint8Array, to: number, filtered: Uint8Array, from: number, rowBytes: number): void {
  for (let at = 0; at < rowBytes; at++) rows[to + at] = filtered[from + at]!;
}

function addLeft(
  rows: Uint8Array,
  to: number,
  filtered: Uint8Array,
  from: number,
  rowBytes: number,
  step: number,
): void {
  for (let at = 0; at < step; at++) rows[to + at] = filtered[from + at]!;
  for (let at = step; at < rowBytes; at++) rows[to + at] = filtered[from + at]! + rows[to + at - step]!;
}

function addAbove(rows: Uint8Array, to: number, filtered: Uint8Array, from: number, rowBytes: number): void {
  const above = to - rowBytes;
  for (let at = 0; at < rowBytes; at++) rows[to + at] = filtered[from + at]! + rows[above + at]!;
}

function addMean(
  rows: Uint8Array,
  to: number,
  filtered: Uint8Array,
  from: number,
  rowBytes: number,
  step: number,
): void {
  const above = to - rowBytes;
  for (let at = 0; at < step; at++) rows[to + at] = filtered[from + at]! + (rows[above + at]! >> 1);
  for (let at = step; at < rowBytes; at++) {
    rows[to + at] = filtered[from + at]! + ((rows[to + at - step]! + rows[above + at]!) >> 1);
  }
}

/**
 * Adds whichever of left, above and corner is nearest to left + above − corner; ties in this order. Without branches:
 * in noise they go either way, and a processor that guesses wrong takes three times as long.
 */
function addPaeth(
  rows: Uint8Array,
  to: number,
  filtered: Uint8Array,
  from: number,
  rowBytes: number,
  step: number,
): void {
  const above = to - rowBytes;
  for (let at = 0; at < step; at++) rows[to + at] = filtered[from + at]! + rows[above + at]!;
  for (let at = step; at < rowBytes; at++) {
    const left = rows[to + at - step]!;
    const up = rows[above + at]!;
    const corner = rows[above + at - step]!;
    const toLeft = Math.abs(up - corner);
    const toUp = Math.abs(left - corner);
    const toCorner = Math.abs(left + up - 2 * corner);
    // All ones where it is not the left; all ones where, of the others, it is the corner.
    const notLeft = ((toUp - toLeft) | (toCorner - toLeft)) >> 31;
    const isCorner = (toCorner - toUp) >> 31;
    rows[to + at] = filtered[from + at]! + (left ^ (notLeft & (left ^ up ^ (isCorner & (up ^ corner)))));
  }
}
