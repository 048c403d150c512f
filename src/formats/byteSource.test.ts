/** Many ranges at once, from Blobs and from other sources. */
import { describe, expect, it } from 'vitest';
import { type ByteSource, readRanges } from './byteSource';

const bytes = (...values: number[]) => Uint8Array.from(values);
const plain = (found: Awaited<ReturnType<typeof readRanges>>) =>
  found.map((one) => ('thrown' in one ? `${one.thrown}` : [...one]));

/** Counts reads; no Blob. */
function source(content: Uint8Array<ArrayBuffer>, reads: [number, number][] = []): ByteSource {
  const part = (start: number, end: number): ByteSource => ({
    size: end - start,
    slice: (from = 0, to = end - start) => part(start + from, start + to),
    async arrayBuffer() {
      reads.push([start, end]);
      return content.slice(start, end).buffer;
    },
  });
  return part(0, content.length);
}

describe('ranges', () => {
  it('come in their order, from Blobs and from other sources, empty ones and overlapping ones among them', async () => {
    for (const make of [(content: Uint8Array<ArrayBuffer>) => new Blob([content]), source]) {
      const a = make(bytes(1, 2, 3, 4, 5, 6));
      const b = make(bytes(7, 8));
      const found = await readRanges([
        { source: a, start: 4, end: 6 },
        { source: b, start: 0, end: 2 },
        { source: a, start: 0, end: 3 },
        { source: a, start: 2, end: 5 },
        { source: a, start: 6, end: 6 },
      ]);
      expect(plain(found)).toEqual([[5, 6], [7, 8], [1, 2, 3], [3, 4, 5], []]);
    }
  });

  it('are read together where they lie close to one another, and apart where they do not', async () => {
    const reads: [number, number][] = [];
    const content = new Uint8Array(100_000).map((_, index) => index);
    const long = source(content, reads);
    const found = await readRanges([
      { source: long, start: 90_000, end: 90_003 },
      { source: long, start: 10, end: 12 },
      { source: long, start: 100, end: 101 },
    ]);
    expect(reads).toEqual([
      [10, 101],
      [90_000, 90_003],
    ]);
    expect(plain(found)).toEqual([[...content.subarray(90_000, 90_003)], [10, 11], [100]]);
  });

  it('fail alone', async () => {
    const gone = new Blob([bytes(1)]);
    gone.arrayBuffer = () => Promise.reject(new Error('it was moved'));
    // Joined it has another length than it says.
    Object.defineProperty(gone, 'size', { value: 2 });
    const whole = (blob: Blob) => ({ source: blob, start: 0, end: blob.size });
    const found = await readRanges([whole(new Blob([bytes(5)])), whole(gone), whole(new Blob([bytes(6)]))]);
    expect(plain(found)).toEqual([[5], 'Error: it was moved', [6]]);
  });
});
