import { describe, expect, it, test } from 'vitest';
import { colourAt, colourOf, colourScale, cssColour, shownPoints, signColour } from './colours';
import type { Rgb } from './structure';

/** CIE lightness L* of an sRGB colour, by the definition of 1976. */
function lightness(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
}

/** Severity 1.0 in Machado, Oliveira and Fernandes (2009), tables of the supplement; on linear RGB. */
const sights: [name: string, matrix: number[][]][] = [
  [
    'normal',
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  ],
  [
    'protanopia',
    [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
  ],
  [
    'deuteranopia',
    [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
  ],
  [
    'tritanopia',
    [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  ],
];

/** CIE L*a*b* with white D65, as an eye of this kind sees it. */
function lab(colour: Rgb, sight: number[][]): number[] {
  const times = (matrix: number[][], v: number[]) =>
    matrix.map((row) => row.reduce((sum, x, i) => sum + x * v[i]!, 0));
  const linear = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const seen = times(sight, linear).map((value) => Math.min(1, Math.max(0, value)));
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    seen,
  );
  const [x, y, z] = xyz.map((value, i) => {
    const t = value / [0.9505, 1, 1.089][i]!;
    return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
  });
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

const parts = Array.from({ length: 21 }, (_, index) => index / 20);

describe.each([
  ['a light page', false, 100],
  ['a dark page', true, 9],
] as const)('the colours on %s', (_, dark, ground) => {
  const contrast = (part: number, diverging: boolean) =>
    Math.abs(lightness(colourAt(diverging, part, dark)) - ground);

  it('stand out the more, the larger the value', () => {
    const steps = parts.slice(1).map((part, index) => contrast(part, false) - contrast(parts[index]!, false));
    expect(Math.min(...steps)).toBeGreaterThan(0);
  });

  it('stand out the more, the farther from zero on either side', () => {
    const away = parts.map((part) => contrast(0.5 + part / 2, true));
    const below = parts.map((part) => contrast(0.5 - part / 2, true));
    for (const side of [away, below]) {
      expect(side.every((value, index) => index === 0 || value > side[index - 1]!)).toBe(true);
    }
  });

  it('are seen even at their faintest', () => {
    expect(Math.min(...parts.map((part) => contrast(part, true)))).toBeGreaterThan(10);
    expect(Math.min(...parts.map((part) => contrast(part, false)))).toBeGreaterThan(10);
  });

  it.each(sights)('tell the signs apart with %s sight, halfway to the ends already', (_name, sight) => {
    for (const part of [0.25, 0.5]) {
      const [below, above] = [0.5 - part, 0.5 + part].map((place) => lab(colourAt(true, place, dark), sight));
      expect(Math.hypot(...below!.map((value, axis) => value - above![axis]!))).toBeGreaterThan(35);
    }
    const [negative, positive] = [-1, 1].map((sign) => lab(signColour(sign, dark), sight));
    expect(Math.hypot(...negative!.map((value, axis) => value - positive![axis]!))).toBeGreaterThan(35);
  });
});

test('a diverging scale is symmetrical and ends at the 99th percentile of the magnitudes', () => {
  // 0.0, 0.1 … 10.0 with alternating signs: 101 magnitudes, of which the 99th percentile is 9.9.
  const values = Float32Array.from({ length: 101 }, (_, index) => (index % 2 ? -0.1 : 0.1) * index);
  const scale = colourScale({ values, diverging: true })!;
  expect(scale.high).toBeCloseTo(9.9, 5);
  expect(scale.low).toBe(-scale.high);
  expect(scale.largest).toBeCloseTo(10, 5);
  expect(scale.smallest).toBeCloseTo(-9.9, 5);
  expect(colourOf(scale, 10, false)).toEqual(colourAt(true, 1, false));
  expect(colourOf(scale, 0, false)).toEqual(colourAt(true, 0.5, false));
});

test('a sequential scale begins at zero', () => {
  expect(colourScale({ values: Float32Array.of(2, 4), diverging: false })).toMatchObject({
    low: 0,
    smallest: 2,
  });
});

test('what is masked or not a number counts for nothing', () => {
  const cloud = { values: Float32Array.of(1, Number.NaN, 100, -2), mask: Uint8Array.of(1, 1, 0, 1) };
  expect([...shownPoints(cloud)]).toEqual([0, 3]);
  expect(colourScale({ ...cloud, diverging: true })?.largest).toBe(1);
  expect(colourScale({ values: Float32Array.of(Number.NaN), diverging: true })).toBeNull();
});

test('colours are written as CSS has them', () => {
  expect(cssColour([0, 0.5, 1], 0.3)).toBe('rgb(0 128 255 / 0.3)');
});
