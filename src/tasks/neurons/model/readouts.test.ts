/** What a Gaussian readout begins with. */
import { expect, test } from 'vitest';
import { randomStream } from '../../../engine/random';
import { readoutSchema } from '../modelConfig';
import { readoutOf } from './readouts';

/** σ of all windows at the start, for features of a height and a width. */
function startOf(height: number, width: number, settings: object = {}): number[] {
  const config = readoutSchema.parse({ name: 'gaussian', ...settings });
  const { parameters } = readoutOf(config, 'left', { time: 1, height, width, channels: 4 }, 3);
  const { shape, initializer } = parameters.find(({ name }) => name === 'readouts.left.std')!;
  const values = new Float32Array(shape[0]! * shape[1]!);
  initializer(values, shape, randomStream(1, 'std'));
  return Array.from(new Set(values));
}

test('windows begin with a tenth of the shorter side of the features, half a pixel at least', () => {
  expect(startOf(6, 6)).toEqual([Math.fround(0.6)]);
  expect(startOf(60, 51)).toEqual([Math.fround(5.1)]);
  expect(startOf(3, 40)).toEqual([0.5]);
});

test('windows begin as wide as the settings say', () => {
  expect(startOf(6, 6, { initialStd: 2 })).toEqual([2]);
});
