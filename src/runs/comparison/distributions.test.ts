/** Against SciPy 1.17: `stats.norm.ppf(p)` and `stats.t.ppf(p, df)`. */
import { expect, it } from 'vitest';
import { logGamma, normalCdf, normalQuantile, studentCdf, studentQuantile } from './distributions';

it.each([
  [1e-10, -6.361340902404056],
  [0.001, -3.090232306167813],
  [0.025, -1.9599639845400545],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.99999, 4.264890793923841],
])('the normal quantile of %d is that of SciPy, and its probability comes back', (probability, z) => {
  expect(normalQuantile(probability)).toBeCloseTo(z, 9);
  expect(normalCdf(z) / probability).toBeCloseTo(1, 9);
});

it.each([
  [0.975, 0.8, 23.3279357960043],
  [0.975, 1, 12.706204736174694],
  [0.975, 2.5, 3.5746548420036817],
  [0.975, 4, 2.7764451051977934],
  [0.975, 30.3, 2.041424872699853],
  [0.995, 1e4, 2.5763210466685282],
])(
  'the quantile %d of Student’s distribution with %d degrees of freedom is that of SciPy',
  (probability, freedom, t) => {
    expect(studentQuantile(probability, freedom) / t).toBeCloseTo(1, 9);
    expect(studentQuantile(1 - probability, freedom) / t).toBeCloseTo(-1, 9);
    expect(studentCdf(t, freedom)).toBeCloseTo(probability, 10);
  },
);

it('the logarithm of the gamma function is that of factorials', () => {
  expect(logGamma(7)).toBeCloseTo(Math.log(720), 11);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
});
