/** Filters of PNG against the words of the recommendation (section 9.2), byte by byte. */
import { describe, expect, it } from 'vitest';
import { unfilter } from './pngFilters';

/** Bytes that look like noise, the same each time. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function reference(filtered: Uint8Array, rowBytes: number, height: number, step: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let at = 0; at < rowBytes; at++) {
      const index = row * rowBytes + at;
      const a = at < step ? 0 : rows[index - step]!;
      const b = row === 0 ? 0 : rows[index - rowBytes]!;
      const c = row === 0 || at < step ? 0 : rows[index - rowBytes - step]!;
      const p = a + b - c;
      const [pa, pb, pc] = [a, b, c].map((value) => Math.abs(p - value)) as [number, number, number];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      const predicted = [0, a, b, Math.floor((a + b) / 2), paeth][filtered[row * (rowBytes + 1)]!]!;
      rows.push((filtered[row * (rowBytes + 1) + 1 + at]! + predicted) % 256);
    }
  }
  return rows;
}

describe('the filters', () => {
  it.each([1, 2, 3, 4, 6, 8])('are undone with %i bytes a pixel, in every order', (step) => {
    const rowBytes = 5 * step;
    const height = 26;
    // From a row of each filter to one of each other, each of them first once.
    for (let first = 0; first < 5; first++) {
      const filtered = noise(height * (rowBytes + 1));
      for (let row = 0; row < height; row++) {
        filtered[row * (rowBytes + 1)] = (first + row * (1 + Math.floor(row / 5))) % 5;
      }
      const expected = reference(filtered, rowBytes, height, step);
      expect([...unfilter(filtered, rowBytes, height, step, 'x')]).toEqual(expected);
    }
  });

  it('are five', () => {
    expect(() => unfilter(Uint8Array.of(0, 1, 5, 1), 1, 2, 1, 'a.png')).toThrow(
      'a.png is damaged: row 2 has the unknown filter 5.',
    );
  });
});
