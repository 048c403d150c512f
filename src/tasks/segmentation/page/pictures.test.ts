/** Numbers by hand; `overlapScores` of the engine is the reference of the Dice. */
import { describe, expect, it } from 'vitest';
import { overlapScores } from '../kernels/overlapScores';
import type { Picture } from '../pictures';
import { errorColours } from './colours';
import { overlapOf, predictedLabels } from './overlap';
import { faintPixels, imagePixels, paintErrors, paintLabels } from './paint';

function picture(probability: number[], width: number): Picture {
  const pixels = { height: 1, width, input: new Uint8Array(width * 3).fill(100) };
  return { row: 0, name: 'a', ...pixels, truth: null, probability: Uint8Array.from(probability), dice: null };
}

/** The four bytes of each pixel. */
const bytesOf = (pixels: Uint32Array) => {
  const bytes = new Uint8Array(pixels.buffer);
  return Array.from(pixels, (_, i) => [...bytes.subarray(i * 4, i * 4 + 4)]);
};
const painted = (count: number, paint: (out: Uint32Array) => void) => {
  const out = new Uint32Array(count);
  paint(out);
  return bytesOf(out);
};

describe('what a picture predicts', () => {
  it('is foreground from the threshold on, for two classes', () => {
    const shown = picture([0, 127, 128, 255], 4);
    expect([...predictedLabels(shown, 0.5)]).toEqual([0, 0, 1, 1]);
    expect([...predictedLabels(shown, 128 / 255)]).toEqual([0, 0, 1, 1]);
    expect([...predictedLabels(shown, 0.51)]).toEqual([0, 0, 0, 1]);
  });

  it('is the first of the most probable of several classes, whatever the threshold', () => {
    const shown = picture([100, 100, 50, 10, 90, 150, 0, 200, 55], 3);
    expect([...predictedLabels(shown, 0.9)]).toEqual([0, 2, 1]);
  });
});

describe('how it covers the truth', () => {
  it("has the engine's Dice, and shares of all pixels", () => {
    const truth = Uint8Array.of(0, 0, 1, 1, 1, 0, 1, 0);
    const predicted = Uint8Array.of(0, 1, 1, 1, 0, 0, 0, 0);
    expect(overlapOf(truth, predicted, 2)).toEqual({
      hit: 2 / 8,
      falseAlarm: 1 / 8,
      miss: 2 / 8,
      mixedUp: 0,
      dice: overlapScores({ tp: 2, fp: 1, fn: 2, tn: 3 }).dice,
    });
  });

  it('is the mean over the classes, and what is taken for another class counts for itself', () => {
    const truth = Uint8Array.of(1, 1, 2, 0);
    const predicted = Uint8Array.of(1, 2, 0, 2);
    expect(overlapOf(truth, predicted, 4)).toEqual({
      hit: 0.25,
      falseAlarm: 0.25,
      miss: 0.25,
      mixedUp: 0.25,
      // 2·1 / (2 + 1) of the first, nothing of the second, and the third occurs nowhere.
      dice: (2 / 3 + 0 + 1) / 3,
    });
  });

  it('is whole for nothing of nothing', () => {
    expect(overlapOf(new Uint8Array(4), new Uint8Array(4), 2).dice).toBe(1);
  });
});

describe('what is painted', () => {
  it('is the image as it is', () => {
    expect(bytesOf(imagePixels(Uint8Array.of(1, 2, 3, 4, 5, 6)))).toEqual([
      [1, 2, 3, 255],
      [4, 5, 6, 255],
    ]);
  });

  it('is white for the foreground of two classes, and a colour a class for more', () => {
    const two = painted(2, (pixels) => paintLabels(pixels, Uint8Array.of(0, 1), 2));
    expect(two).toEqual([
      [0, 0, 0, 255],
      [255, 255, 255, 255],
    ]);
    const three = painted(3, (pixels) => paintLabels(pixels, Uint8Array.of(0, 1, 2), 3));
    expect(new Set(three.map(String)).size).toBe(3);
    expect(three[0]).toEqual([0, 0, 0, 255]);
  });

  it('has a colour for each kind of error over a fainter image', () => {
    const truth = Uint8Array.of(0, 1, 0, 1, 1);
    const predicted = Uint8Array.of(0, 1, 1, 0, 2);
    const faint = faintPixels(new Uint8Array(15).fill(100));
    const out = painted(5, (pixels) => paintErrors(pixels, faint, truth, predicted));
    const { hit, falseAlarm, miss, mixedUp } = errorColours;
    expect(out).toEqual([[40, 40, 40], hit, falseAlarm, miss, mixedUp].map((rgb) => [...rgb, 255]));
  });
});
