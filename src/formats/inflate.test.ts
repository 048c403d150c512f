/** What Node's zlib inflates, and what it leaves to fflate, come to the same. */
import { deflateSync, inflateSync, unzlibSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { inflate } from './inflate';

const content = Uint8Array.from({ length: 5000 }, (_, index) => (index * index) % 251);
const damaged = (bytes: Uint8Array) => bytes.map((value, index) => (index === 40 ? value ^ 0xff : value));

function outcome(run: () => Uint8Array): number[] | string {
  try {
    return [...run()];
  } catch (thrown) {
    return `${thrown}`;
  }
}

describe('inflating', () => {
  it.each([
    ['what fits', 5000],
    ['more than fits, of which the rest is dropped', 1200],
    ['less than fits', 6000],
    ['into nothing', 0],
  ])('%s', (_what, length) => {
    const expected = content.subarray(0, length);
    expect(inflate('zlib', zlibSync(content), length)).toEqual(expected);
    expect(inflate('deflate', deflateSync(content), length)).toEqual(expected);
  });

  it('does to damaged bytes what fflate does', () => {
    for (const cut of [0, 1, 30, 200, 1000]) {
      const packed = zlibSync(content).subarray(0, -cut || undefined);
      const bare = deflateSync(content).subarray(0, -cut || undefined);
      for (const change of [(bytes: Uint8Array) => bytes, damaged]) {
        const out = () => new Uint8Array(5000);
        expect(outcome(() => inflate('zlib', change(packed), 5000))).toEqual(
          outcome(() => unzlibSync(change(packed), { out: out() })),
        );
        expect(outcome(() => inflate('deflate', change(bare), 5000))).toEqual(
          outcome(() => inflateSync(change(bare), { out: out() })),
        );
      }
    }
  });
});
