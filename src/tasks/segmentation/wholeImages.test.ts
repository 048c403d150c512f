import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { type PredictTile, segmentImages, type WholeImageOptions } from './wholeImages';
import { planWindows, windowDefaults } from './windowPlan';

const options: WholeImageOptions = {
  multiple: 8,
  wholePixels: 32 * 32,
  windowSide: 16,
  overlap: 0.25,
  blending: 'gaussian',
  batchPixels: 600,
};

/** One of 1 × 1, two that need filling up, one that needs windows in one direction, one in both. */
const images = { heights: [1, 13, 16, 5, 45, 13], widths: [1, 9, 16, 300, 37, 9] };
const rows = [0, 1, 5, 2, 3, 4];

const valueAt = (row: number, y: number, x: number) => Math.sin(row + 0.7 * y + 0.31 * x * (y % 3));

/** Mirrors without repeating the border. */
function reflect(i: number, side: number): number {
  const period = Math.max(1, 2 * (side - 1));
  const at = ((i % period) + period) % period;
  return at < side ? at : period - at;
}

/** A network of one pixel's sight: the sigmoid of each value; with three outputs their softmax. */
function pointwise(outputs: 1 | 3, seen: { windows: number; sizes: string[] }): PredictTile {
  return (batch, tops, lefts, { height, width }) => {
    seen.windows += batch.length;
    seen.sizes.push(`${batch.length}×${height}×${width}`);
    const values = Float32Array.from({ length: batch.length * height * width }, (_, i) => {
      const [n, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
      const row = batch[n]!;
      return valueAt(
        row,
        reflect(tops[n]! + y, images.heights[row]!),
        reflect(lefts[n]! + x, images.widths[row]!),
      );
    });
    return tf.tidy(() => {
      const pixels = tf.tensor4d(values, [batch.length, height, width, 1]);
      const answer =
        outputs === 1
          ? tf.sigmoid(pixels)
          : tf.softmax(tf.concat([pixels, tf.neg(pixels), tf.mul(pixels, 2)], 3));
      return answer as tf.Tensor4D;
    });
  };
}

function direct(row: number, outputs: 1 | 3): number[] {
  const [height, width] = [images.heights[row]!, images.widths[row]!];
  return Array.from({ length: height * width }).flatMap((_, i) => {
    const z = valueAt(row, Math.floor(i / width), i % width);
    if (outputs === 1) return [1 / (1 + Math.exp(-z))];
    const exponentials = [z, -z, 2 * z].map(Math.exp);
    const sum = exponentials.reduce((total, value) => total + value, 0);
    return exponentials.map((value) => value / sum);
  });
}

describeOnBackends('whole images', () => {
  it.each([
    [1, 'gaussian'],
    [1, 'linear'],
    [3, 'constant'],
  ] as const)('come out as of one piece, with %i outputs and %s blending', async (outputs, blending) => {
    const before = tf.memory();
    const seen = { windows: 0, sizes: [] };
    const found: number[] = [];
    for await (const image of segmentImages(pointwise(outputs, seen), images, rows, {
      ...options,
      blending,
    })) {
      found.push(image.row);
      expect([image.height, image.width]).toEqual([images.heights[image.row], images.widths[image.row]]);
      const expected = direct(image.row, outputs);
      expect(image.probability).toHaveLength(expected.length);
      const worst = expected.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - image.probability[i]!)),
        0,
      );
      expect(worst).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(before.numTensors);
    }
    expect(found).toEqual(rows);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    // 1 + 2 + 1 whole ones, 25 of 8 × 16, 4 · 3 of 16 × 16.
    expect(seen.windows).toBe(4 + 25 + 12);
  });
}, ['cpu', 'webgpu']);

describe('whole images', () => {
  it('run together where their windows have one size, up to the pixels of a batch', async () => {
    await tf.setBackend('cpu');
    const seen = { windows: 0, sizes: [] as string[] };
    for await (const { row } of segmentImages(pointwise(1, seen), images, rows, options))
      expect(row).toBeDefined();
    expect(seen.sizes.slice(0, 3)).toEqual(['1×8×8', '2×16×16', '1×16×16']);
    expect(new Set(seen.sizes.slice(3))).toEqual(new Set(['4×8×16', '1×8×16', '2×16×16']));
  });

  it('leave no tensor behind when nobody wants the rest', async () => {
    await tf.setBackend('cpu');
    const before = tf.memory().numTensors;
    for await (const { row } of segmentImages(
      pointwise(1, { windows: 0, sizes: [] }),
      images,
      rows,
      options,
    )) {
      if (row === 1) break;
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('windows', () => {
  it('are one, around the image, up to the limit', () => {
    const { vertical, horizontal } = planWindows(250, 256, { ...windowDefaults, multiple: 16 });
    expect([vertical.length, vertical.starts]).toEqual([256, [-3]]);
    expect([horizontal.length, horizontal.starts]).toEqual([256, [-0]]);
    expect(vertical.shares[0]!.subarray(3, 253).every((share) => share === 1)).toBe(true);
  });

  it("lie where MONAI's do", () => {
    // monai.data.utils.dense_patch_slices((1000,), (512,), (384,)): 0 and 384, moved back to 488.
    const { vertical } = planWindows(1000, 1000, { ...windowDefaults, multiple: 16 });
    expect([vertical.length, vertical.starts]).toEqual([512, [0, 384, 488]]);
  });

  it('say less near their edges', () => {
    const { shares } = planWindows(28, 28, { ...options, wholePixels: 0 }).vertical;
    expect(shares).toHaveLength(2);
    expect(shares[0]![13]! + shares[1]![1]!).toBeCloseTo(1, 12);
    expect(shares[1]![1]).toBeLessThan(shares[0]![13]!);
    expect(shares[0]![11]).toBe(1);
  });
});
