/** The stretch of a recording that is looked at. */
import { expect, test } from 'vitest';
import { lengthsFor, middleOf, stretchFrom, stretchText } from './stretch';

test('a stretch lies inside the recording, as long as asked', () => {
  expect(stretchFrom(100, 200, 1000)).toEqual({ start: 100, end: 300 });
  expect(stretchFrom(950, 200, 1000)).toEqual({ start: 800, end: 1000 });
  expect(stretchFrom(-20.4, 199.6, 1000)).toEqual({ start: 0, end: 200 });
  expect(stretchFrom(50, 5000, 1000)).toEqual({ start: 0, end: 1000 });
  expect(stretchFrom(50, 0, 1000)).toEqual({ start: 50, end: 51 });
});

test('only lengths that are shorter than the recording are offered', () => {
  expect(lengthsFor(900)).toEqual([200]);
  expect(lengthsFor(150)).toEqual([]);
});

test('it is told in bins, and in seconds where these are known', () => {
  expect(stretchText({ start: 1000, end: 1200 }, null)).toBe('bins 1,000 to 1,199');
  expect(stretchText({ start: 1000, end: 1200 }, 120)).toBe('bins 1,000 to 1,199 · 1.7 s');
});

test('a column of one bin is drawn at it, a wider one in its middle', () => {
  expect(middleOf({ start: 10, end: 20 }, 3, 10)).toBe(13);
  expect(middleOf({ start: 10, end: 20 }, 0, 5)).toBe(10.5);
});
