/** Single entries whose bytes are at hand: sound ones, damaged ones, and ones that are more than they say. */
import { describe, expect, it } from 'vitest';
import type { ZipEntry } from './directory';
import { unpack, unpackStart } from './unpack';
import { openZip, writeZip } from './zip';

const content = new TextEncoder().encode('anneal '.repeat(200));

async function packed(level: 0 | 6, change: Partial<ZipEntry> = {}) {
  const blob = new Blob([writeZip([{ name: 'a.txt', bytes: content }], level)]);
  const [entry] = (await openZip({ name: 'a.zip', blob })).entries;
  const bytes = new Uint8Array(await blob.slice(entry!.offset, entry!.end).arrayBuffer());
  return { bytes, packed: { archive: 'a.zip', entry: { ...entry!, ...change } } };
}

describe('an entry at hand', () => {
  it.each([0, 6] as const)('is unpacked, whole and its start (level %i)', async (level) => {
    const { bytes, packed: entry } = await packed(level);
    expect(await unpack(bytes, entry)).toEqual(content);
    const start = unpackStart(bytes.subarray(0, -5), entry);
    expect(start.length).toBeGreaterThan(0);
    expect(start).toEqual(content.subarray(0, start.length));
  });

  it('gives a start that deflate could not compress', async () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 30_000 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
    const blob = new Blob([writeZip([{ name: 'a', bytes: noise }])]);
    const [entry] = (await openZip({ name: 'a.zip', blob })).entries;
    expect(entry!.compressedBytes).toBeGreaterThan(30_000);
    const bytes = new Uint8Array(await blob.slice(0, 2000).arrayBuffer());
    const start = unpackStart(bytes, { archive: 'a.zip', entry: entry! });
    expect(start.length).toBeGreaterThan(1000);
    expect(start).toEqual(noise.subarray(0, start.length));
  });

  it.each<[string, Partial<ZipEntry>, string, string]>([
    ['another checksum', { crc32: 1 }, 'file-format', 'a.zip: "a.txt" does not match its checksum.'],
    ['fewer bytes', { bytes: 1401 }, 'file-format', 'a.zip: "a.txt" ends after 1400 of 1401 bytes.'],
    [
      'more bytes',
      { bytes: 10 },
      'file-too-large',
      'a.zip was not unpacked: "a.txt" holds more than the 10 bytes it declares.',
    ],
  ])('is refused with %s than it declares', async (_what, change, code, message) => {
    const { bytes, packed: entry } = await packed(6, change);
    await expect(unpack(bytes, entry)).rejects.toMatchObject({ code, message });
  });

  it('is refused where its header is not', async () => {
    const { bytes, packed: entry } = await packed(6);
    for (const cut of [bytes.subarray(1), bytes.subarray(0, 20)]) {
      await expect(unpack(cut, entry)).rejects.toThrow('a.zip: "a.txt" is not where the directory says.');
    }
  });
});
