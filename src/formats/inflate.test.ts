/** The native ways to inflate come to the same as fflate. */
import { deflateSync, inflateSync, unzlibSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { inflate, inflateStreamed } from './inflate';

const content = Uint8Array.from({ length: 5000 }, (_, index) => (index * index) % 251);
const damaged = (bytes: Uint8Array) => bytes.map((value, index) => (index === 40 ? value ^ 0xff : value));

/** As it was, cut off at several places, and with a wrong byte. */
function variants(packed: Uint8Array): Uint8Array[] {
  const cuts = [0, 1, 30, 200, 1000].map((cut) => packed.subarray(0, packed.length - cut));
  return [...cuts, ...cuts.map(damaged)];
}

async function outcome(run: () => Uint8Array | Promise<Uint8Array>): Promise<number[] | string> {
  try {
    return [...(await run())];
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
  ])('%s', async (_what, length) => {
    const expected = content.subarray(0, length);
    expect(await inflate('zlib', zlibSync(content), length)).toEqual(expected);
    expect(await inflate('deflate', deflateSync(content), length)).toEqual(expected);
  });

  it('does to damaged bytes what fflate does', async () => {
    for (const packed of variants(zlibSync(content))) {
      const expected = await outcome(() => unzlibSync(packed, { out: new Uint8Array(5000) }));
      expect(await outcome(() => inflate('zlib', packed, 5000))).toEqual(expected);
    }
    for (const packed of variants(deflateSync(content))) {
      const expected = await outcome(() => inflateSync(packed, { out: new Uint8Array(5000) }));
      expect(await outcome(() => inflate('deflate', packed, 5000))).toEqual(expected);
    }
  });

  it('by a stream gives all, or nothing where something is wrong', async () => {
    const packed = zlibSync(content);
    expect(await inflateStreamed('zlib', packed, 5000)).toEqual(content);
    expect(await inflateStreamed('deflate', deflateSync(content), 6000)).toEqual(content);
    expect(await inflateStreamed('zlib', packed, 4999)).toBeNull();
    for (const wrong of variants(packed).slice(1)) {
      expect(await inflateStreamed('zlib', wrong, 5000)).toBeNull();
    }
  });
});
