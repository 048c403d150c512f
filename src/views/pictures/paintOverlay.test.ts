import { expect, test } from 'vitest';
import { classColour } from './colours';
import { paintAreas, paintOutlines } from './paintOverlay';

/** A block of class 2 in the middle, class 1 along the right border. */
const labels = Uint8Array.from(
  [
    '000001', //
    '022201',
    '022201',
    '022201',
    '000001',
  ].flatMap((row) => [...row].map(Number)),
);
const drawn = (out: Uint8ClampedArray) => Array.from(labels, (_, i) => (out[i * 4 + 3] === 255 ? 1 : 0));

test('areas have the colours of their classes and leave the background clear', () => {
  const out = new Uint8ClampedArray(labels.length * 4).fill(9);
  paintAreas(out, labels);
  expect(drawn(out)).toEqual(Array.from(labels, (label) => Math.sign(label)));
  expect([...out.subarray(5 * 4, 6 * 4)]).toEqual([...classColour(1), 255]);
  expect([...out.subarray(7 * 4, 8 * 4)]).toEqual([...classColour(2), 255]);
  expect(out[3]).toBe(0);
});

test('outlines are the pixels of a class that touch another one', () => {
  const out = new Uint8ClampedArray(labels.length * 4).fill(9);
  paintOutlines(out, labels, 6);
  const expected = [
    '000001', //
    '011101',
    '010101',
    '011101',
    '000001',
  ].flatMap((row) => [...row].map(Number));
  expect(drawn(out)).toEqual(expected);
});
