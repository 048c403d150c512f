import { expect, test } from 'vitest';
import { randomStream } from '../random';
import { fourierTransform, frequencies } from './fourier';

const values = (length: number, name: string) => {
  const random = randomStream(1, name);
  return Float64Array.from({ length }, () => random.normal());
};

test.each([1, 2, 3, 8, 12, 17, 100, 128, 241])(
  'a transform of length %i is the sum that defines it, and its inverse leads back',
  (length) => {
    const re = values(length, 're');
    const im = values(length, 'im');
    const [a, b] = [re.slice(), im.slice()];
    const { forward, inverse } = fourierTransform(length);
    forward(a, b);
    for (let k = 0; k < length; k++) {
      let x = 0;
      let y = 0;
      for (let n = 0; n < length; n++) {
        const angle = (-2 * Math.PI * k * n) / length;
        x += re[n]! * Math.cos(angle) - im[n]! * Math.sin(angle);
        y += re[n]! * Math.sin(angle) + im[n]! * Math.cos(angle);
      }
      expect(Math.hypot(a[k]! - x, b[k]! - y)).toBeLessThan(1e-9);
    }
    inverse(a, b);
    for (let n = 0; n < length; n++) expect(Math.hypot(a[n]! - re[n]!, b[n]! - im[n]!)).toBeLessThan(1e-11);
  },
);

test('frequencies are those of NumPy’s fftfreq, as their sizes', () => {
  expect([...frequencies(5)]).toEqual([0, 0.2, 0.4, 0.4, 0.2]);
  expect([...frequencies(4)]).toEqual([0, 0.25, 0.5, 0.25]);
});
