/** What a row of the data is said to belong to. */
import { expect, test } from 'vitest';
import { splitOfRows } from './evaluate';

test('every row has the split it was given to, and one that was given to none has none', () => {
  const splits = { train: Uint32Array.of(7, 2), validation: Uint32Array.of(5), test: Uint32Array.of() };
  const rows = Uint32Array.of(2, 3, 5, 7);
  const given = splitOfRows({ rows, splits });
  expect(given).toStrictEqual(['train', null, 'validation', 'train']);
});
