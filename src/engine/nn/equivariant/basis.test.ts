/** Harmonics and radial functions against numbers computed by hand, and of edges against those of one direction. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { AnnealError } from '../../../protocol/errors';
import { expectClose } from '../../golden/compare';
import { createSegments } from '../../kernels/graph/sumByTarget';
import { describeOnBackends } from '../../tfjs/testBackends';
import { type EdgeBasisOptions, edgeBasis } from './edgeBasis';
import { cosineCutoff, exponentialBernstein, reciprocalBernstein, smoothCutoff } from './radialBasis';
import { realSphericalHarmonics } from './sphericalHarmonics';

describe('one direction', () => {
  it('has the harmonics of its unit vector', () => {
    const expected = [1, 0.36, 0.48, 0.8, -0.0872954, 0.2992978, 0.498831, 0.665108, 0.46];
    expectClose(realSphericalHarmonics(0.36, 0.48, 0.8), expected, 1e-6, 1);
    expectClose(realSphericalHarmonics(1.8, 2.4, 4), expected, 1e-6, 1);
  });

  it('has harmonics whose squares add up to 1 in each degree', () => {
    const y = realSphericalHarmonics(-0.3, 1.9, 0.7).map((value) => value ** 2);
    expectClose([y[0]!, y[1]! + y[2]! + y[3]!, y.slice(4).reduce((a, b) => a + b)], [1, 1, 1], 1e-12);
  });

  it('without a length has the scalar alone', () => {
    expect(realSphericalHarmonics(0, 0, 0)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('one distance', () => {
  it.each([
    [0, [1, 0, 0, 0, 0, 0, 0, 0], 1],
    [1, [0.007812, 0.054688, 0.164062, 0.273438, 0.273438, 0.164062, 0.054688, 0.007812], 0.935507],
    [1.5, [0.001638, 0.017203, 0.077414, 0.193536, 0.290304, 0.261274, 0.130637, 0.027994], 0.849051],
    [2.5, [0.000155, 0.00272, 0.0204, 0.084999, 0.212496, 0.318745, 0.265621, 0.094865], 0.526752],
  ])('of %d has eight reciprocal functions and a cutoff', (r, basis, cutoff) => {
    expectClose(reciprocalBernstein(r, 8), basis, 1e-6, 1);
    expectClose([smoothCutoff(r, 4)], [cutoff], 1e-6, 1);
  });

  it('near the cutoff hardly counts, and beyond not at all', () => {
    expectClose([smoothCutoff(3.9, 4)], [4.35e-9], 1e-3, 0);
    expect([4, 5, 1e9].map((r) => smoothCutoff(r, 4))).toEqual([0, 0, 0]);
    expectClose(
      [0, 2, 3, 4, 7].map((r) => cosineCutoff(r, 4)),
      [1, 0.5, 0.1464466, 0, 0],
      1e-6,
    );
  });

  it('has functions that add up to 1', () => {
    for (const basis of [reciprocalBernstein(2.3, 16), exponentialBernstein(2.3, 16, 0.7)]) {
      expectClose([basis.reduce((sum, value) => sum + value)], [1], 1e-12);
    }
    const t = Math.exp(-0.5);
    expectClose(exponentialBernstein(1, 3, 0.5), [t * t, 2 * t * (1 - t), (1 - t) ** 2], 1e-12);
  });
});

const starts = Int32Array.from([1, 0, 2, 0, -1, 1, 3, 0, -1]);
const ends = Int32Array.from([0, 1, 0, 2, 1, -1, 0, 3, -1]);
/** The last atom is where the first one is. */
const places = [
  [0.1, -0.2, 0.3],
  [0.9, 0.4, -0.5],
  [-1.5, 1.2, 2.5],
  [0.1, -0.2, 0.3],
] as const;

const options: EdgeBasisOptions = {
  maxDegree: 2,
  basis: 'reciprocal',
  count: 16,
  cutoff: 4,
  cutoffFunction: 'smooth',
};

describeOnBackends('edges', () => {
  const segments = () => [createSegments(starts, 4), createSegments(ends, 4)] as const;
  const positions = () => tf.tensor2d(places.map((place) => [...place]));

  it.each([
    [0, 'reciprocal', 'smooth'],
    [1, 'exponential', 'smooth'],
    [2, 'reciprocal', 'cosine'],
    [2, 'exponential', 'cosine'],
  ] as const)(
    'have harmonics up to degree %d and %s functions, %s cutoff',
    async (maxDegree, basis, name) => {
      const [start, end] = segments();
      const gamma = tf.scalar(0.6);
      const more = { maxDegree, basis, cutoffFunction: name, cutoff: 3, gamma };
      const { angular, radial } = edgeBasis(positions(), start, end, { ...options, ...more });
      const components = (maxDegree + 1) ** 2;
      const expected = Array.from(starts, (from, edge) => {
        const to = ends[edge]!;
        if (from < 0 || to < 0)
          return { angular: new Array(components).fill(0), radial: new Array(16).fill(0) };
        const [x, y, z] = [0, 1, 2].map((axis) => places[from]![axis]! - places[to]![axis]!);
        const r = Math.hypot(x!, y!, z!);
        const values = basis === 'reciprocal' ? reciprocalBernstein(r, 16) : exponentialBernstein(r, 16, 0.6);
        const gain = name === 'smooth' ? smoothCutoff(r, 3) : cosineCutoff(r, 3);
        return {
          angular: realSphericalHarmonics(x!, y!, z!).slice(0, components),
          radial: values.map((value) => value * gain),
        };
      });
      expectClose(
        await angular.data(),
        expected.flatMap((edge) => edge.angular),
        1e-6,
        1,
      );
      expectClose(
        await radial.data(),
        expected.flatMap((edge) => edge.radial),
        2e-6,
        1,
      );
      expect([angular.shape, radial.shape]).toEqual([
        [9, components],
        [9, 16],
      ]);
    },
  );

  it('have a gradient by gamma', async () => {
    const [start, end] = segments();
    const loss = (gamma: number) => {
      let sum = 0;
      starts.forEach((from, edge) => {
        const to = ends[edge]!;
        if (from < 0 || to < 0) return;
        const r = Math.hypot(...[0, 1, 2].map((axis) => places[from]![axis]! - places[to]![axis]!));
        exponentialBernstein(r, 16, gamma).forEach((value, k) => {
          sum += Math.sin(k + edge) * value * smoothCutoff(r, 4);
        });
      });
      return sum;
    };
    const weights = tf.tensor2d(
      Array.from(starts, (_, e) => Array.from({ length: 16 }, (_, k) => Math.sin(k + e))),
    );
    const slope = tf.grad((gamma) =>
      tf.sum(
        tf.mul(
          weights,
          edgeBasis(positions(), start, end, { ...options, basis: 'exponential', gamma }).radial,
        ),
      ),
    )(tf.scalar(0.8));
    expectClose(await slope.data(), [(loss(0.8001) - loss(0.7999)) / 2e-4], 1e-4, 1);
  });

  it('refuse a gradient by the positions, and say so', () => {
    const [start, end] = segments();
    for (const basis of ['reciprocal', 'exponential'] as const) {
      for (const part of ['angular', 'radial'] as const) {
        const f = (x: tf.Tensor) =>
          tf.sum(edgeBasis(x as tf.Tensor2D, start, end, { ...options, basis, gamma: tf.scalar(1) })[part]);
        expect(() => tf.grad(f)(positions())).toThrow(AnnealError);
        expect(() => tf.grad(f)(positions())).toThrow(/no gradient by the positions of atoms/);
      }
    }
  });
});
