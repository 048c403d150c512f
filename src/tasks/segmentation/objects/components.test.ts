/** Objects of masks, against `scipy.ndimage.label` (SciPy 1.17) with a structure of 3 × 3 ones. */
import { expect, test } from 'vitest';
import { objectsOf } from './components';

const drawn = [
  '................',
  '.##..#....#.....',
  '.##...#..#......',
  '.......##....###',
  '.....#.......#.#',
  '....#........###',
  '...#..........#.',
  '..............#.',
  '##.............#',
  '##..#..##......#',
  '.......##.......',
  '#..............#',
];
const mask = Uint8Array.from(drawn.join(''), (letter) => (letter === '#' ? 1 : 0));

test('touching by a corner is one object, a bend that joins later too, and a border does not wrap around', () => {
  const objects = objectsOf(mask, 12, 16, 1);
  expect(objects.map(({ area }) => area)).toEqual([4, 6, 12, 3, 4, 1, 4, 1, 1]);
  expect(objects.map(({ x, y }) => [Number(x.toFixed(6)), Number(y.toFixed(6))])).toEqual([
    [1.5, 1.5],
    [7.5, 2],
    [14.166667, 5.166667],
    [4, 5],
    [0.5, 8.5],
    [4, 9],
    [7.5, 9.5],
    [0, 11],
    [15, 11],
  ]);
  expect(objects.map(({ left, top, width, height }) => [left, top, width, height])).toEqual([
    [1, 1, 2, 2],
    [5, 1, 6, 3],
    [13, 3, 3, 7],
    [3, 4, 3, 3],
    [0, 8, 2, 2],
    [4, 9, 1, 1],
    [7, 9, 2, 2],
    [0, 11, 1, 1],
    [15, 11, 1, 1],
  ]);
});

test('of several classes side by side each has its own objects', () => {
  let state = 7;
  const noise = Uint8Array.from({ length: 37 * 41 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 30;
  });
  const found = [1, 2, 3].map((label) => {
    const objects = objectsOf(noise, 37, 41, label);
    const areas = objects.map(({ area }) => area).sort((a, b) => a - b);
    return {
      count: objects.length,
      pixels: areas.reduce((sum, area) => sum + area, 0),
      largest: areas.slice(-5),
      from3: areas.filter((area) => area >= 3).length,
      y: Number(objects.reduce((sum, { y }) => sum + y, 0).toFixed(4)),
      x: Number(objects.reduce((sum, { x }) => sum + x, 0).toFixed(4)),
    };
  });
  expect(found).toEqual([
    { count: 102, pixels: 381, largest: [12, 14, 14, 34, 36], from3: 41, y: 1814.0886, x: 2056.1161 },
    { count: 98, pixels: 384, largest: [14, 14, 16, 23, 25], from3: 41, y: 1609.2808, x: 2007.1177 },
    { count: 107, pixels: 353, largest: [11, 14, 17, 17, 17], from3: 41, y: 1929.3959, x: 1964.6462 },
  ]);
});

test('an empty mask has no objects, a full one has one', () => {
  expect(objectsOf(new Uint8Array(12), 3, 4, 1)).toEqual([]);
  expect(objectsOf(new Uint8Array(12).fill(2), 3, 4, 2)).toEqual([
    { area: 12, x: 1.5, y: 1, left: 0, top: 0, width: 4, height: 3 },
  ]);
});
