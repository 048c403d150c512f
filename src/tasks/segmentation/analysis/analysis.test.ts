import { describe, expect, it } from 'vitest';
import type { ImageRows, SegmentedImage } from '../segmentedImage';
import { segmentationAnalysis } from './analysis';
import { createExtremePictures, pictureOf } from './picture';

/** Three images by arithmetic that NumPy and SciPy repeated for the numbers below; the truth of the last is empty. */
const sizes = [
  { height: 12, width: 17 },
  { height: 9, width: 20 },
  { height: 5, width: 7 },
];
const truths = sizes.map(({ height, width }, k) =>
  Uint8Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    return k < 2 && (Math.floor((y + k) / 3) + Math.floor(x / 4)) % 3 === 0 ? 1 : 0;
  }),
);
const answers = truths.map((truth, k) =>
  Float32Array.from(truth, (label, i) => 0.35 * label + (0.65 * ((i * 37 + 11 * k) % 101)) / 100),
);

function rowsOf(labels: readonly (Uint8Array | null)[]): ImageRows {
  return {
    name: (row) => `${row}.png`,
    size: (row) => sizes[row]!,
    rgb: async (row) => new Uint8Array(sizes[row]!.height * sizes[row]!.width * 3).fill(7),
    truth: async (row) => labels[row] ?? null,
  };
}

async function* segmented(probabilities: readonly Float32Array[]): AsyncGenerator<SegmentedImage> {
  for (const [row, probability] of probabilities.entries()) yield { row, ...sizes[row]!, probability };
}

const binary = ['background', 'vessel'];

describe('the analysis of a segmentation', () => {
  it("has NumPy's scores of every image, their means, and those of all pixels", async () => {
    const analysis = await segmentationAnalysis(segmented(answers), rowsOf(truths), binary, 0.5);
    expect(analysis.rows).toBe(3);
    expect(analysis.images.map(({ name }) => name)).toEqual(['0.png', '1.png', '2.png']);
    const [first, , last] = analysis.images;
    expect(first).toMatchObject({
      dice: 0.6875,
      hd95: 2,
      foreground: 75 / 204,
      predictedForeground: 85 / 204,
    });
    expect(last).toMatchObject({ dice: 0, sensitivity: 1, precision: 0, hd95: null, foreground: 0 });
    const { mean, pooled, classes, diceDistribution } = analysis;
    expect(mean.dice).toBeCloseTo(0.45802238805970147, 12);
    expect(mean.iou).toBeCloseTo(0.3488455988455989, 12);
    expect(mean.sensitivity).toBeCloseTo(0.8333333333333334, 12);
    expect(mean.specificity).toBeCloseTo(0.7685123661867848, 12);
    expect(mean.precision).toBeCloseTo(0.42289348171701113, 12);
    expect(mean.hd95).toBe(2);
    // Each pixel is a case; of two classes the foreground's own probability beside that of the likelier one.
    const pixels = truths.reduce((sum, truth) => sum + truth.length, 0);
    expect(analysis.reliability.map(({ name, count }) => [name, count])).toEqual([
      ['Most probable class', pixels],
      ['vessel', pixels],
    ]);
    const right = analysis.reliability[0]!.bins.reduce(
      (sum, { count, observed }) => sum + count * (observed ?? 0),
      0,
    );
    expect(right / pixels).toBeCloseTo(0.7613365155131265, 12);
    expect(analysis.foreground).toMatchObject({
      count: 3,
      maxError: expect.closeTo(last!.predictedForeground),
    });
    expect(pooled.dice).toBeCloseTo(0.6688741721854304, 12);
    expect(pooled.iou).toBeCloseTo(0.5024875621890548, 12);
    expect(pooled.accuracy).toBeCloseTo(0.7613365155131265, 12);
    expect(classes).toHaveLength(1);
    expect(classes[0]).toMatchObject({ name: 'vessel', support: 135, measuredImages: 2, mean });
    expect(diceDistribution).toHaveLength(20);
    expect([diceDistribution[0], diceDistribution[13]]).toEqual([1, 2]);
  });

  it("has NumPy's scores at every threshold, and the best of them", async () => {
    const { classes } = await segmentationAnalysis(segmented(answers), rowsOf(truths), binary, 0.5);
    const { thresholds, bestThreshold } = classes[0]!;
    expect(thresholds.map(({ threshold }) => threshold)).toEqual(
      Array.from({ length: 101 }, (_, i) => i / 100),
    );
    const expected = {
      0: [0.34587813620071683, 0.23366013071895422, 1, 0.23366013071895422, 0.48736462093862815],
      30: [0.4436356482392288, 0.33252319929297397, 1, 0.33252319929297397, 0.6367924528301887],
      75: [0.6993020626194096, 0.5855555555555556, 0.5855555555555556, 1, 0.5483870967741935],
      100: [0.3530342249065286, 0.3433333333333333, 0.3433333333333333, 1, 0.029197080291970802],
    };
    for (const [percent, values] of Object.entries(expected)) {
      const { dice, iou, sensitivity, precision, pooledDice } = thresholds[Number(percent)]!;
      [dice, iou, sensitivity, precision, pooledDice].forEach((value, i) => {
        expect(value).toBeCloseTo(values[i]!, 12);
      });
    }
    expect(thresholds[75]!.pooledSensitivity).toBeCloseTo(0.37777777777777777, 12);
    expect(thresholds[50]!.pooledPrecision).toBeCloseTo(0.6047904191616766, 12);
    expect(thresholds[50]!.pooledIou).toBeCloseTo(0.5024875621890548, 12);
    // Two thresholds are equally good: 0.65 and 0.66.
    expect(bestThreshold).toBe(thresholds[65]);
    expect(bestThreshold!.dice).toBeCloseTo(0.7901305683563749, 12);
  });

  it("has NumPy's average precision, and a curve that ends with everything found", async () => {
    const { classes } = await segmentationAnalysis(segmented(answers), rowsOf(truths), binary, 0.5);
    const { averagePrecision, curve } = classes[0]!;
    expect(averagePrecision).toBeCloseTo(0.8373611260376383, 12);
    expect(curve).toHaveLength(184);
    expect(curve[0]).toEqual({ threshold: 1, recall: 2 / 135, precision: 1 });
    expect(curve.at(-1)).toEqual({ threshold: 0, recall: 1, precision: 135 / 419 });
  });

  it('takes each of several classes against the rest', async () => {
    const labels = truths.map((truth) => truth.map((label) => 2 * label));
    const softmax = answers.map((answer) => Float32Array.from([...answer].flatMap((p) => [1 - p, 0, p])));
    const classes = ['background', 'left', 'right'];
    const analysis = await segmentationAnalysis(segmented(softmax), rowsOf(labels), classes, 0.9);
    const [left, right] = analysis.classes;
    expect(left).toMatchObject({ support: 0, averagePrecision: null, curve: [], measuredImages: 0 });
    expect(left!.mean).toMatchObject({ dice: 1, hd95: null });
    expect(right!.averagePrecision).toBeCloseTo(0.8373611260376383, 12);
    expect(right!.bestThreshold!.threshold).toBe(0.65);
    expect(right!.mean.hd95).toBe(2);
    expect(analysis.mean.dice).toBeCloseTo((1 + right!.mean.dice!) / 2, 12);
  });

  it('counts images without a truth, and is empty but whole without any other', async () => {
    const some = await segmentationAnalysis(
      segmented(answers),
      rowsOf([null, truths[1]!, null]),
      binary,
      0.5,
    );
    expect([some.rows, some.unlabelled]).toEqual([1, 2]);
    const none = await segmentationAnalysis(segmented(answers), rowsOf([]), binary, 0.5);
    expect([none.rows, none.unlabelled]).toEqual([0, 3]);
    expect(none.classes[0]).toMatchObject({ thresholds: [], bestThreshold: null, averagePrecision: null });
    expect(none.mean.dice).toBeNull();
    expect(none.pooled.accuracy).toBeNull();
    const { foreground, ...plain } = none;
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(foreground).toMatchObject({ count: 0, mae: null, spearman: null, concordance: null });
  });
});

describe('the picture of a segmented image', () => {
  it('is the image itself where that is small', async () => {
    const image = { row: 1, ...sizes[1]!, probability: answers[1]! };
    const picture = await pictureOf(image, rowsOf(truths), truths[1]!, 2, 0.5);
    expect(picture).toMatchObject({ row: 1, name: '1.png', height: 9, width: 20, dice: 0.5 });
    expect(picture.truth).toEqual(truths[1]);
    expect(picture.input).toEqual(new Uint8Array(540).fill(7));
    expect([...picture.probability]).toEqual([...answers[1]!].map((p) => Math.round(p * 255)));
  });

  it('has means of pixels where the image is large, and at most 384 a side', async () => {
    const [height, width] = [3, 1000];
    const images: ImageRows = {
      ...rowsOf([]),
      rgb: async () => Uint8Array.from({ length: height * width * 3 }, (_, i) => (i % 3) * 50),
    };
    const probability = Float32Array.from(
      { length: height * width * 3 },
      (_, i) => [0, 1.0000001, 0.5][i % 3]!,
    );
    const picture = await pictureOf({ row: 0, height, width, probability }, images, null, 3, null);
    expect([picture.height, picture.width, picture.truth]).toEqual([1, 384, null]);
    expect([...picture.input.subarray(0, 6)]).toEqual([0, 50, 100, 0, 50, 100]);
    expect([...picture.probability.subarray(1149)]).toEqual([0, 255, 128]);
  });

  it('takes the truth in the middle of what a pixel covers, and the mean of the probability', async () => {
    const [height, width] = [2, 768];
    const column = (i: number) => i % width;
    const images: ImageRows = {
      ...rowsOf([]),
      rgb: async () => new Uint8Array(height * width * 3),
    };
    const truth = Uint8Array.from({ length: height * width }, (_, i) => (column(i) % 4 < 2 ? 1 : 0));
    const probability = Float32Array.from({ length: height * width }, (_, i) => (column(i) % 2 ? 1 : 0.2));
    const picture = await pictureOf({ row: 0, height, width, probability }, images, truth, 2, 1);
    expect([...picture.truth!.subarray(0, 4)]).toEqual([1, 0, 1, 0]);
    expect(new Set(picture.probability)).toEqual(new Set([153]));
  });
});

describe('the pictures of many images', () => {
  it('are of the six worst and the six best, and no other one need be made once there are so many', () => {
    const extremes = createExtremePictures();
    const dice = Array.from({ length: 60 }, (_, i) => ((i * 37) % 61) / 61);
    let made = 0;
    for (const [row, value] of dice.entries()) {
      if (!extremes.takes(value)) continue;
      made++;
      const bytes = new Uint8Array(0);
      const sizes = { height: 0, width: 0 };
      extremes.add({ row, name: '', ...sizes, input: bytes, truth: null, probability: bytes, dice: value });
    }
    const sorted = dice.toSorted((a, b) => a - b);
    expect(extremes.pictures.map((picture) => picture.dice)).toEqual([
      ...sorted.slice(0, 6),
      ...sorted.slice(-6),
    ]);
    expect(made).toBeLessThan(45);
  });
});
