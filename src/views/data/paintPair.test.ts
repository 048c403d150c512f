import { expect, test } from 'vitest';
import { paintPair } from './paintPair';

const red = (out: Uint8ClampedArray) => [...out].filter((_, index) => index % 4 === 0);

test('what is marked is tinted, and its border is drawn where another label begins', () => {
  const labels = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0);
  const out = new Uint8ClampedArray(36);
  paintPair(out, new Uint8Array(27).fill(100), labels, 3);
  // Tinted by two fifths of the way from 100 to 240; drawn beside the corner that is not marked.
  expect(red(out)).toEqual([156, 156, 156, 156, 156, 240, 156, 240, 100]);
  expect([...out].filter((_, index) => index % 4 === 3)).toEqual(new Array(9).fill(255));
});

test("a row's end and the next row's beginning are no neighbours", () => {
  const out = new Uint8ClampedArray(32);
  paintPair(out, null, Uint8Array.of(1, 1, 2, 2, 1, 1, 2, 2), 4);
  expect(red(out)).toEqual([112, 240, 240, 112, 112, 240, 240, 112]);
});

test('an image by itself stays as it is', () => {
  const out = new Uint8ClampedArray(4);
  paintPair(out, Uint8Array.of(1, 2, 3), null, 1);
  expect([...out]).toEqual([1, 2, 3, 255]);
});
