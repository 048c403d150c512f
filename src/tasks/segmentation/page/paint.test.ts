import { expect, test } from 'vitest';
import { classColour } from './colours';
import { paintAreas, paintOutlines } from './paint';

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
/** RGBA of one pixel. */
const bytesOf = (out: Uint32Array, i: number) => [...new Uint8Array(out.buffer, i * 4, 4)];
const drawn = (out: Uint32Array) => Array.from(labels, (_, i) => (bytesOf(out, i)[3] === 255 ? 1 : 0));
const dirty = () => new Uint32Array(labels.length).fill(9);

test('areas have the colours of their classes and leave the background clear', () => {
  const out = dirty();
  paintAreas(out, labels);
  expect(drawn(out)).toEqual(Array.from(labels, (label) => Math.sign(label)));
  expect(bytesOf(out, 5)).toEqual([...classColour(1), 255]);
  expect(bytesOf(out, 7)).toEqual([...classColour(2), 255]);
  expect(out[0]).toBe(0);
});

test('outlines are the pixels of a class that touch another one', () => {
  const out = dirty();
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
