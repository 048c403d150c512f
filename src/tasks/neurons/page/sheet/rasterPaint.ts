/** A raster as opacities, one for each pixel of a picture: spikes, and where they do not count. Pure. */
import type { Activity } from '../../preview/questions';

export interface RasterSize {
  /** Device pixels. */
  width: number;
  rowHeight: number;
}

type RasterValues = Pick<Activity, 'columns' | 'units' | 'counts' | 'valid'>;

/** The highest count of a column; 0 without a spike. */
export function highestCount({ counts }: Pick<Activity, 'counts'>): number {
  let most = 0;
  for (const count of counts) if (count > most) most = count;
  return most;
}

/**
 * Opacity 0 to 255 of the spikes, [units · rowHeight, width]. Where a pixel holds several columns, the highest is seen.
 * @param pooled whether counts are means over several bins, which are painted as they are; of single bins the root makes a
 *   single spike seen beside many.
 */
export function spikeOpacities(raster: RasterValues, size: RasterSize, pooled: boolean): Uint8ClampedArray {
  const most = highestCount(raster);
  return opacities(raster, size, size.rowHeight > 3 ? 1 : 0, (at) => {
    const count = raster.counts[at]!;
    if (!(count > 0)) return 0;
    return 255 * (pooled ? count / most : Math.sqrt(count / most));
  });
}

/** The same of the part of each column's bins that is not valid. */
export function invalidOpacities(raster: RasterValues, size: RasterSize): Uint8ClampedArray {
  return opacities(raster, size, 0, (at) => 255 * (1 - raster.valid[at]!));
}

/** @param gap pixels between two rows. */
function opacities(
  { columns, units }: RasterValues,
  { width, rowHeight }: RasterSize,
  gap: number,
  opacityAt: (at: number) => number,
): Uint8ClampedArray {
  const painted = new Uint8ClampedArray(units * rowHeight * width);
  for (let unit = 0; unit < units; unit++) {
    const row = painted.subarray(unit * rowHeight * width, (unit * rowHeight + 1) * width);
    for (let x = 0; x < width; x++) {
      const first = Math.floor((x * columns) / width);
      const last = Math.max(first + 1, Math.floor(((x + 1) * columns) / width));
      let most = 0;
      for (let column = first; column < last; column++) {
        most = Math.max(most, opacityAt(unit * columns + column));
      }
      row[x] = most;
    }
    for (let line = 1; line < rowHeight - gap; line++) painted.set(row, (unit * rowHeight + line) * width);
  }
  return painted;
}
