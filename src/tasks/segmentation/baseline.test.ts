/** The rule that a network has to beat, against trying every threshold on every pixel. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../engine/random';
import { fitMaskRule, type MaskRule, measureMaskRule, ruleTitle } from './baseline';
import { compareMasks } from './compareMasks';
import { heldImages, type ImageSet } from './data/images';
import { IGNORED } from './kernels/maskSums';

const side = 6;
const count = 5;
const pixels = side * side;

/** Foreground is darker in the second of three channels, more or less. */
function noisySet(kind: 'uint8' | 'float32'): { set: ImageSet; labels: Uint8Array } {
  const random = randomStream(3, 'baseline');
  const labels = Uint8Array.from({ length: count * pixels }, () => (random.uniform() < 0.4 ? 1 : 0));
  labels[7] = IGNORED;
  const values = Array.from({ length: labels.length * 3 }, (_, index) => {
    const isMarked = labels[Math.floor(index / 3)] === 1;
    const level = index % 3 === 1 && isMarked ? 90 : 140;
    return Math.max(0, Math.min(255, Math.round(level + 30 * random.normal())));
  });
  const data = kind === 'uint8' ? Uint8Array.from(values) : Float32Array.from(values, (value) => value / 255);
  const set: ImageSet = {
    count,
    channels: 3,
    names: Array.from({ length: count }, (_, row) => `${row}`),
    heights: new Int32Array(count).fill(side),
    widths: new Int32Array(count).fill(side),
    starts: Float64Array.from({ length: count }, (_, row) => row * pixels),
    fullScale: kind === 'uint8' ? 255 : 1,
    pixels: data,
  };
  return { set, labels };
}

/** Mean Dice of marking what `isMarked` says, over rows; by counting. */
function meanDice(labels: Uint8Array, rows: number[], isMarked: (pixel: number) => boolean): number {
  const dices = rows.map((row) => {
    let [both, marked, present] = [0, 0, 0];
    for (let pixel = row * pixels; pixel < (row + 1) * pixels; pixel++) {
      if (labels[pixel] === IGNORED) continue;
      const [is, was] = [isMarked(pixel), labels[pixel] === 1];
      both += is && was ? 1 : 0;
      marked += is ? 1 : 0;
      present += was ? 1 : 0;
    }
    return marked + present === 0 ? 1 : (2 * both) / (marked + present);
  });
  return dices.reduce((sum, dice) => sum + dice, 0) / rows.length;
}

const train = [0, 1, 3];

test('the threshold is the best of all, over both sides and every channel and their mean', async () => {
  const { set, labels } = noisySet('uint8');
  const intensity = (pixel: number, channel: number) =>
    channel < 3
      ? set.pixels[pixel * 3 + channel]!
      : (set.pixels[pixel * 3]! + set.pixels[pixel * 3 + 1]! + set.pixels[pixel * 3 + 2]!) / 3;
  let best = 0;
  for (const channel of [0, 1, 2, 3]) {
    for (let threshold = 0; threshold <= 256; threshold++) {
      best = Math.max(
        best,
        meanDice(labels, train, (pixel) => intensity(pixel, channel) >= threshold),
        meanDice(labels, train, (pixel) => intensity(pixel, channel) < threshold),
      );
    }
  }
  const images = heldImages(set, labels);
  const rule = await fitMaskRule(images, Uint32Array.from(train), 2);
  expect(rule).toMatchObject({ kind: 'threshold', channel: 1, side: 'darker' });
  const scores = await measureMaskRule(images, Uint32Array.from(train), 2, rule!);
  const mean = [...scores.values()].reduce((sum, { dice }) => sum + dice, 0) / train.length;
  expect(mean).toBeCloseTo(best, 12);
  expect(best).toBeGreaterThan(0.6);
});

test('of floating point the range is cut into bins, which cost next to nothing', async () => {
  const bytes = noisySet('uint8');
  const floats = noisySet('float32');
  const rows = Uint32Array.from(train);
  const diceOf = async ({ set, labels }: typeof bytes) => {
    const images = heldImages(set, labels);
    const rule = await fitMaskRule(images, rows, 2);
    return [...(await measureMaskRule(images, rows, 2, rule!)).values()].map(({ dice }) => dice);
  };
  const [ofBytes, ofFloats] = [await diceOf(bytes), await diceOf(floats)];
  for (const [index, dice] of ofFloats.entries()) expect(dice).toBeCloseTo(ofBytes[index]!, 1);
});

test('other images are measured by the same rule, an ignored pixel counts nowhere', async () => {
  const set: ImageSet = { ...noisySet('uint8').set, count: 2, channels: 1, names: ['a', 'b'] };
  set.pixels = new Uint8Array(2 * pixels).fill(10);
  set.pixels.fill(200, 0, 8);
  const labels = new Uint8Array(2 * pixels).fill(1, 0, 6).fill(IGNORED, 6, 7);
  const rule: MaskRule = { kind: 'threshold', channel: 0, threshold: 100, side: 'brighter' };
  const scores = await measureMaskRule(heldImages(set, labels), Uint32Array.of(0, 1), 2, rule);
  // 6 are right, one is wrong; the second image is empty, and so is what is found.
  expect(scores.get(0)).toEqual({ dice: 12 / 13, iou: 6 / 7 });
  expect(scores.get(1)).toEqual({ dice: 1, iou: 1 });
  expect(ruleTitle(rule, set, ['background', 'cell'])).toBe('Best single threshold (intensity ≥ 100 of 255)');
});

test('of several classes the most frequent one is taken everywhere', async () => {
  const { set } = noisySet('uint8');
  const labels = new Uint8Array(count * pixels).fill(2).fill(1, 0, 10);
  const images = heldImages(set, labels);
  const rule = await fitMaskRule(images, Uint32Array.from(train), 3);
  expect(rule).toEqual({ kind: 'majority', label: 2 });
  const scores = await measureMaskRule(images, Uint32Array.of(0, 4), 3, rule!);
  // Class 1 is missed in the first image, and neither there nor found in the last.
  expect(scores.get(0)!.dice).toBeCloseTo((0 + (2 * 26) / (26 + 36)) / 2, 12);
  expect(scores.get(4)).toEqual({ dice: 1, iou: 1 });
  expect(ruleTitle(rule!, set, ['background', 'a', 'b'])).toBe('Most frequent class (b)');
});

test('without masks there is no rule', async () => {
  expect(await fitMaskRule(heldImages(noisySet('uint8').set, null), Uint32Array.from(train), 2)).toBeNull();
});

describe('the comparison says', () => {
  const scores = (...dices: number[]) => new Map(dices.map((dice, row) => [row, { dice, iou: dice / 2 }]));
  const title = 'Best single threshold (intensity ≥ 100 of 255)';

  test('how far the network is ahead, and on how many images', () => {
    const compared = compareMasks({
      network: scores(0.9, 0.8, 0.7, 0.6, 0.5),
      rule: scores(0.8, 0.7, 0.75, 0.5, 0.4),
      title,
      part: 'test',
    });
    expect(compared).toMatchObject({ part: 'test', rows: 5 });
    expect(compared!.models.map(({ values }) => values.map((value) => value?.toFixed(3)))).toEqual([
      ['0.700', '0.350'],
      ['0.630', '0.315'],
    ]);
    expect(compared!.words).toEqual([
      "The network's test Dice is 0.70, the best single threshold (intensity ≥ 100 of 255) reaches 0.63.",
      'It is better on 4 of 5 test images.',
    ]);
  });

  test('that it is no better, that these images chose the checkpoint, and that they are few', () => {
    const words = compareMasks({ network: scores(0.5), rule: scores(0.9), title, part: 'validation' })!.words;
    expect(words[1]).toBe(
      'The network is no better than that: train longer, or look at the masks. It is better on 0 of 1 validation image.',
    );
    expect(words[2]).toContain('These images chose the checkpoint');
    expect(words[3]).toBe('1 validation image says little about others.');
  });
});
