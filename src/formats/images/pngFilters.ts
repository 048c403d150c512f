/** Undoes the filters of PNG rows (recommendation, section 9): each byte was stored as a difference to neighbours. */
import { damaged } from './decodedImage';

/**
 * @param filtered rows, each with the number of its filter in front.
 * @param step bytes to the pixel on the left.
 * @returns the rows without the numbers.
 */
export function unfilter(
  filtered: Uint8Array,
  rowBytes: number,
  height: number,
  step: number,
  place: string,
): Uint8Array {
  const rows = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = row * (rowBytes + 1);
    const filter = filtered[from]!;
    const to = row * rowBytes;
    if (filter > 4) throw damaged(place, `row ${row + 1} has the unknown filter ${filter}`);
    for (let index = 0; index < rowBytes; index++) {
      const left = index < step ? 0 : rows[to + index - step]!;
      const above = row === 0 ? 0 : rows[to + index - rowBytes]!;
      const corner = row === 0 || index < step ? 0 : rows[to + index - rowBytes - step]!;
      rows[to + index] = filtered[from + 1 + index]! + predicted(filter, left, above, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      return 0;
  }
}

/** Whichever of the three is nearest to left + above − corner; ties in this order. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
