/** Random crops: what happens to them, how often, to images and labels alike, and with the same numbers everywhere. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { type AugmentationConfig, augmentationSchema } from './augmentationConfig';
import { augmentation, imageSet, labelsOf, plain } from './imageSets.fixture';
import { createImageStore, type ImageBatch } from './imageStore';
import { previewCrops } from './previewCrops';

interface Crops {
  images: Float32Array;
  labels: Int32Array;
}

/** Crops of image 0, `count` of them. */
async function cropsOf(
  set: ReturnType<typeof imageSet>,
  labelAt: (image: number, y: number, x: number) => number,
  [height, width]: readonly [number, number],
  config: AugmentationConfig,
  { count = 1, step = 1, seed = 3 } = {},
): Promise<Crops> {
  const store = createImageStore(set, labelsOf(set, labelAt), plain(set.channels));
  const rows = tf.zeros<tf.Rank.R1>([count], 'int32');
  const random = tf.tensor1d([seed, step], 'int32');
  const batch: ImageBatch = store.crops(rows, random, { height, width }, config);
  const [images, labels] = await Promise.all([batch.images.data(), batch.labels.data()]);
  tf.dispose([batch, rows, random]);
  store.dispose();
  return { images: images as Float32Array, labels: labels as Int32Array };
}

type Grid = number[][];

/** numpy.flip and numpy.rot90. */
const flipped = (grid: Grid, vertical: boolean, horizontal: boolean): Grid => {
  const rows = vertical ? [...grid].reverse() : grid;
  return horizontal ? rows.map((row) => [...row].reverse()) : rows;
};
const turned = (grid: Grid): Grid =>
  grid[0]!.map((_, column) => grid.map((row) => row[row.length - 1 - column]!));

const gridAt = (values: ArrayLike<number>, sample: number, height: number, width: number): Grid =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => values[(sample * height + y) * width + x]!),
  );

/** Whether a count is one of `trials` coin tosses, within four standard deviations. */
function expectFrequency(count: number, trials: number, probability: number): void {
  const deviation = Math.sqrt(trials * probability * (1 - probability));
  expect(Math.abs(count - trials * probability)).toBeLessThan(4 * deviation + 1e-9);
}

/** Channels y and x, so that a crop says where each of its pixels was taken; labels y · 16 + x. */
const coordinates = (side: number) =>
  imageSet('float32', [[side, side]], 2, (_, y, x, c) => (c === 0 ? y : x));
const labelOf = (_: number, y: number, x: number) => (y % 16) * 16 + (x % 16);

/** Of the same crops on each backend. */
const seen: Crops[] = [];

describeOnBackends('augmentation', () => {
  it('flips and turns exactly, each as often as asked', async () => {
    const count = 400;
    const set = imageSet('uint8', [[4, 4]], 1, (_, y, x) => 16 * y + x);
    const config = augmentation({ flipHorizontal: 0.5, flipVertical: 0.25, rotate90: 0.5 });
    const { images, labels } = await cropsOf(set, (_, y, x) => 16 * y + x, [4, 4], config, { count });
    const source = Array.from({ length: 4 }, (_, y) => Array.from({ length: 4 }, (_, x) => 16 * y + x));
    const found = new Map<string, number>();
    for (const vertical of [false, true])
      for (const horizontal of [false, true]) {
        let grid = flipped(source, vertical, horizontal);
        // Turning twice is flipping both ways, so eight pictures stand for sixteen outcomes.
        for (let turns = 0; turns < 4; turns++) {
          const chance = (vertical ? 0.25 : 0.75) * 0.5 * (turns === 0 ? 0.5 : 0.5 / 3);
          found.set(grid.join(), (found.get(grid.join()) ?? 0) + chance);
          grid = turned(grid);
        }
      }
    expect(found.size).toBe(8);
    const counts = new Map<string, number>();
    for (let sample = 0; sample < count; sample++) {
      const picture = gridAt(labels, sample, 4, 4).join();
      counts.set(picture, (counts.get(picture) ?? 0) + 1);
    }
    for (const [picture, chance] of found) expectFrequency(counts.get(picture) ?? 0, count, chance);
    expect([...counts.keys()].every((picture) => found.has(picture))).toBe(true);
    const inverse = Math.fround(1 / 255);
    expect(images).toEqual(Float32Array.from(labels, (label) => label * inverse));
  });

  it('crops anywhere, also where height and width differ and turn', async () => {
    const set = coordinates(9);
    const config = augmentation({ rotate90: 0.75 });
    const { images } = await cropsOf(set, labelOf, [4, 6], config, { count: 300 });
    const corners = new Map<string, number>();
    for (let sample = 0; sample < 300; sample++) {
      const crop = images.subarray(sample * 48, (sample + 1) * 48);
      const ys = crop.filter((_, i) => i % 2 === 0);
      const xs = crop.filter((_, i) => i % 2 === 1);
      const extent = (values: Float32Array) => Math.max(...values) - Math.min(...values) + 1;
      const upright = crop[0] === crop[2];
      expect([extent(ys), extent(xs)]).toEqual(upright ? [4, 6] : [6, 4]);
      expect(new Set(Array.from(ys, (y, i) => `${y},${xs[i]}`)).size).toBe(24);
      const corner = `${upright} ${Math.min(...ys)} ${Math.min(...xs)}`;
      corners.set(corner, (corners.get(corner) ?? 0) + 1);
    }
    // Six origins times four, upright and on its side; two of four turns each.
    expect(corners.size).toBe(48);
    for (const count of corners.values()) expectFrequency(count, 300, 1 / 48);
  });

  it('takes the centre when asked, and reflects what is smaller than a crop', async () => {
    const config = augmentation({ randomCrop: false });
    const { images } = await cropsOf(coordinates(9), labelOf, [3, 5], config);
    expect([images[0], images[1]]).toEqual([3, 2]);
    const small = await cropsOf(coordinates(3), labelOf, [5, 5], augmentation({}), { count: 60 });
    const tops = new Set<string>();
    for (let sample = 0; sample < 60; sample++) {
      const column = Array.from({ length: 5 }, (_, y) => small.images[(sample * 25 + y * 5) * 2]!);
      tops.add(column.join(''));
    }
    expect([...tops].sort()).toEqual(['01210', '10121', '21012']);
  });

  it('takes labels from the nearest pixel of where images are taken, in every deformation', async () => {
    const config = augmentation({
      flipHorizontal: 0.5,
      rotate90: 0.5,
      rotation: { probability: 0.7, degrees: 40 },
      scale: { probability: 0.7, from: 0.6, to: 1.6 },
      elastic: { probability: 0.7, amplitude: 5, spacing: 7 },
    });
    const { images, labels } = await cropsOf(coordinates(16), labelOf, [14, 10], config, { count: 24 });
    let between = 0;
    labels.forEach((label, i) => {
      const [y, x] = [images[2 * i]!, images[2 * i + 1]!];
      if (y % 1 !== 0 || x % 1 !== 0) between++;
      const tied = [y, x].some((value) => Math.abs((value % 1) - 0.5) < 1e-3);
      if (!tied) expect(label).toBe(16 * Math.round(y) + Math.round(x));
    });
    expect(between).toBeGreaterThan(labels.length / 2);
  });

  it('rotates and scales about the centre of the crop, within the limits', async () => {
    const config = augmentation({
      rotation: { probability: 1, degrees: 20 },
      scale: { probability: 1, from: 0.8, to: 1.25 },
      randomCrop: false,
    });
    const count = 64;
    const side = 9;
    const { images } = await cropsOf(coordinates(65), labelOf, [side, side], config, { count });
    const angles: number[] = [];
    const zooms: number[] = [];
    for (let sample = 0; sample < count; sample++) {
      const at = (y: number, x: number) => {
        const i = ((sample * side + y) * side + x) * 2;
        return [images[i]!, images[i + 1]!] as const;
      };
      expect(at(4, 4)).toEqual([32, 32]);
      // One step right in the crop, in the image.
      const [dy, dx] = [(at(4, 8)[0] - at(4, 0)[0]) / 8, (at(4, 8)[1] - at(4, 0)[1]) / 8];
      for (const [y, x] of [
        [0, 0],
        [8, 1],
        [3, 7],
      ] as const) {
        expect(at(y, x)[0]).toBeCloseTo(32 + (y - 4) * dx + (x - 4) * dy, 1);
        expect(at(y, x)[1]).toBeCloseTo(32 + (x - 4) * dx - (y - 4) * dy, 1);
      }
      angles.push((Math.atan2(dy, dx) * 180) / Math.PI);
      zooms.push(1 / Math.hypot(dy, dx));
    }
    expect(Math.max(...angles.map(Math.abs))).toBeLessThan(20.1);
    expect(Math.max(...angles)).toBeGreaterThan(15);
    expect(Math.min(...angles)).toBeLessThan(-15);
    expect(Math.min(...zooms)).toBeGreaterThan(0.795);
    expect(Math.min(...zooms)).toBeLessThan(0.85);
    expect(Math.max(...zooms)).toBeLessThan(1.256);
    expect(Math.max(...zooms)).toBeGreaterThan(1.2);
  });

  it('bends smoothly by a cubic spline of random nodes', async () => {
    const [side, count, amplitude] = [33, 40, 6];
    const config = augmentation({
      randomCrop: false,
      elastic: { probability: 0.5, amplitude, spacing: 8 },
    });
    const { images } = await cropsOf(coordinates(81), labelOf, [side, side], config, { count });
    let squares = 0;
    let bent = 0;
    for (let sample = 0; sample < count; sample++) {
      const moved = Array.from({ length: side * side }, (_, i) => {
        const [y, x] = [24 + Math.floor(i / side), 24 + (i % side)];
        const at = 2 * (sample * side * side + i);
        return [images[at]! - y, images[at + 1]! - x] as const;
      });
      if (moved.every(([y, x]) => y === 0 && x === 0)) continue;
      bent++;
      for (const [i, [y, x]] of moved.entries()) {
        expect(Math.max(Math.abs(y), Math.abs(x))).toBeLessThan(amplitude);
        // A spline's slope is at most the largest difference of neighbouring nodes over their spacing.
        if (i % side > 0) expect(Math.abs(x - moved[i - 1]![1])).toBeLessThan((2 * amplitude) / 8 + 2 / 256);
      }
      // Its variance at a node is (1/36 + 16/36 + 1/36)² of the nodes'.
      squares += (moved[8 * side + 8]![0] ** 2 + moved[16 * side + 16]![1] ** 2) / 2;
    }
    expectFrequency(bent, count, 0.5);
    expect(squares / bent).toBeGreaterThan((0.25 * amplitude ** 2) / 3 / 2);
    expect(squares / bent).toBeLessThan(((0.25 * amplitude ** 2) / 3) * 2);
  });

  it('changes intensity, gamma and noise within their ranges', async () => {
    const count = 200;
    const set = imageSet('float32', [[8, 8]], 1, (_, y) => (y < 4 ? 0.25 : -0.5));
    const run = (changes: Parameters<typeof augmentation>[0]) =>
      cropsOf(set, () => 0, [8, 8], augmentation({ randomCrop: false, ...changes }), { count });
    const firsts = ({ images }: Crops) => Array.from({ length: count }, (_, i) => images[i * 64]!);

    const bright = await run({ intensity: { probability: 0.5, from: 0.8, to: 1.2 } });
    const factors = firsts(bright).map((value) => value / 0.25);
    const changed = factors.filter((factor) => factor !== 1);
    expectFrequency(changed.length, count, 0.5);
    expect([Math.min(...changed) > 0.7999, Math.min(...changed) < 0.83]).toEqual([true, true]);
    expect([Math.max(...changed) < 1.2001, Math.max(...changed) > 1.17]).toEqual([true, true]);
    factors.forEach((factor, i) => {
      expect(bright.images[i * 64 + 63]! / -0.5).toBeCloseTo(factor, 5);
    });

    // The limits may stand in either order; what is negative keeps its sign.
    const curved = await run({ gamma: { probability: 1, from: 2, to: 0.5 } });
    const exponents = firsts(curved).map((value) => Math.log(value) / Math.log(0.25));
    expect([Math.min(...exponents) > 0.4999, Math.min(...exponents) < 0.56]).toEqual([true, true]);
    expect([Math.max(...exponents) < 2.0001, Math.max(...exponents) > 1.9]).toEqual([true, true]);
    exponents.forEach((exponent, i) => {
      expect(curved.images[i * 64 + 63]).toBeCloseTo(-(0.5 ** exponent), 5);
    });

    const noisy = await run({ noise: { probability: 1, std: 0.1 } });
    const errors = Array.from(noisy.images, (value, i) => (value - (i % 64 < 32 ? 0.25 : -0.5)) / 0.1);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(errors))).toBeLessThan(4 / Math.sqrt(errors.length));
    expect(mean(errors.map((e) => e ** 2))).toBeCloseTo(1, 1);
    expect(mean(errors.map((e) => (Math.abs(e) > 1.96 ? 1 : 0)))).toBeCloseTo(0.05, 2);
    // Neighbours, and the same pixel of other samples, have noise of their own.
    for (const lag of [1, 8, 64]) {
      const products = errors.slice(lag).map((e, i) => e * errors[i]!);
      expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(products.length));
    }
  });

  it('is decided by seed, step and place in the batch, and the same on every backend', async () => {
    const set = imageSet('uint16', [[40, 31]], 3, (_, y, x, c) => (y * 1531 + x * 877 + c * 9001) % 65536);
    const config = augmentationSchema.parse({
      rotation: { probability: 0.6, degrees: 180 },
      scale: { probability: 0.6 },
      elastic: { probability: 0.6 },
      gamma: { probability: 0.6 },
      noise: { probability: 0.6 },
    });
    const labelAt = (_: number, y: number, x: number) => (y * 31 + x) % 251;
    const draw = (options: { step?: number; seed?: number }) =>
      cropsOf(set, labelAt, [24, 20], config, { count: 12, ...options });
    const first = await draw({});
    expect(await draw({})).toEqual(first);
    const others = [await draw({ step: 2 }), await draw({ seed: 4 })];
    for (const other of others) expect(other.labels).not.toEqual(first.labels);
    const samples = Array.from({ length: 12 }, (_, i) =>
      first.labels.subarray(i * 480, (i + 1) * 480).join(),
    );
    expect(new Set(samples).size).toBe(12);

    seen.push(first);
    expect(first.labels).toEqual(seen[0]!.labels);
    expectClose(first.images, seen[0]!.images, 1e-5, 1);
  });

  it('shows what will be seen', async () => {
    const set = imageSet(
      'uint8',
      [
        [6, 6],
        [12, 9],
      ],
      1,
      (image, y, x) => image * 100 + y * 9 + x,
    );
    const labels = labelsOf(set, (image, y, x) => image * 100 + y * 9 + x);
    const normalization = { mean: [0.3], std: [0.2] };
    const store = createImageStore(set, labels, normalization);
    const config = augmentation({ flipVertical: 0.5 });
    const preview = await previewCrops(store, 1, 5, 8, { height: 4, width: 5 }, config);
    expect(preview).toMatchObject({ count: 5, height: 4, width: 5 });
    expect(preview.images).toEqual(Uint8Array.from([...preview.labels].flatMap((v) => [v, v, v])));
    expect(new Set(preview.labels).size).toBeGreaterThan(20);
    expect(Math.min(...preview.labels)).toBeGreaterThanOrEqual(100);
    store.dispose();
  });
});
