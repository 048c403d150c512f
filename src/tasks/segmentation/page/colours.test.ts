import { describe, expect, it } from 'vitest';
import { classColour, errorColours, type Rgb } from './colours';

type Matrix = readonly (readonly [number, number, number])[];

/** Severity 1.0 in Machado, Oliveira and Fernandes (2009), tables of the supplement; on linear RGB. */
const sights: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const toXyz: Matrix = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];

const times = (matrix: Matrix, [a, b, c]: Rgb) =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Rgb;

/** CIE L*a*b* with white D65, as an eye of this kind sees it. */
function lab(colour: Rgb, sight: Matrix): Rgb {
  const linear = colour.map((value) =>
    value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  ) as unknown as Rgb;
  const seen = times(sight, linear).map((value) => Math.min(1, Math.max(0, value))) as unknown as Rgb;
  const white = [0.9505, 1, 1.089];
  const [x, y, z] = times(toXyz, seen).map((value, i) => {
    const t = value / white[i]!;
    return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
  }) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: Rgb, b: Rgb, sight: Matrix) => {
  const [p, q] = [lab(a, sight), lab(b, sight)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};

describe('the colours of errors', () => {
  const black: Rgb = [0, 0, 0];
  const entries = Object.entries<Rgb>({ ...errorColours, black });
  for (const [name, sight] of Object.entries(sights)) {
    it(`are told apart with ${name} sight`, () => {
      for (const [i, [a, first]] of entries.entries()) {
        for (const [b, second] of entries.slice(i + 1)) {
          expect(distance(first, second, sight), `${a} and ${b}`).toBeGreaterThan(35);
        }
      }
    });
  }
});

it('classes have colours in turn, the first one blue', () => {
  expect(classColour(1)).toEqual([74, 168, 224]);
  expect(classColour(9)).toEqual(classColour(1));
  expect(new Set(Array.from({ length: 8 }, (_, i) => classColour(i + 1).join())).size).toBe(8);
});
