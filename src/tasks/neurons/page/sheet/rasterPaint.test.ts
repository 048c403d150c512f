/** What is painted of a raster. */
import { expect, test } from 'vitest';
import { highestCount, invalidOpacities, spikeOpacities } from './rasterPaint';

const raster = {
  columns: 4,
  units: 2,
  counts: Float32Array.of(0, 1, 4, Number.NaN, 2, 0, 0, 0),
  valid: Float32Array.of(1, 1, 0.5, 0, 1, 1, 1, 1),
};
const rows = (painted: Uint8ClampedArray, width: number) =>
  Array.from({ length: painted.length / width }, (_, row) => [
    ...painted.slice(row * width, (row + 1) * width),
  ]);

test('a spike is darker with the root of how many there are, and what is not valid has none', () => {
  expect(highestCount(raster)).toBe(4);
  expect(rows(spikeOpacities(raster, { width: 4, rowHeight: 1 }, false), 4)).toEqual([
    [0, 128, 255, 0],
    [180, 0, 0, 0],
  ]);
});

test('rows are as high as asked, with a gap where there is room', () => {
  const painted = rows(spikeOpacities(raster, { width: 4, rowHeight: 4 }, false), 4);
  expect(painted.slice(0, 4)).toEqual([
    [0, 128, 255, 0],
    [0, 128, 255, 0],
    [0, 128, 255, 0],
    [0, 0, 0, 0],
  ]);
  expect(rows(spikeOpacities(raster, { width: 4, rowHeight: 2 }, false), 4)[1]).toEqual([0, 128, 255, 0]);
});

test('no spike is lost where a pixel holds several columns, and none is drawn twice where it holds a part', () => {
  expect(rows(spikeOpacities(raster, { width: 2, rowHeight: 1 }, false), 2)).toEqual([
    [128, 255],
    [180, 0],
  ]);
  expect(rows(spikeOpacities(raster, { width: 8, rowHeight: 1 }, false), 8)[0]).toEqual([
    0, 0, 128, 128, 255, 255, 0, 0,
  ]);
});

test('means over several bins are painted as they are', () => {
  expect(rows(spikeOpacities(raster, { width: 4, rowHeight: 1 }, true), 4)[0]).toEqual([0, 64, 255, 0]);
});

test('a column is shaded by the part of its bins that is not valid', () => {
  expect(rows(invalidOpacities(raster, { width: 4, rowHeight: 1 }), 4)[0]).toEqual([0, 0, 128, 255]);
});
