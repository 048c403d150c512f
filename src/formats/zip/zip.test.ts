/** ZIP archives: round trips, archives by other writers' rules, and hostile ones made by changing bytes. */
import { describe, expect, it } from 'vitest';
import { crc32 } from '../crc32';
import type { ZipLimits } from './directory';
import { openZip, writeZip } from './zip';

const text = (value: string) => new TextEncoder().encode(value);
const open = (bytes: Uint8Array<ArrayBuffer>, limits?: Partial<ZipLimits>) =>
  openZip({ name: 'a.zip', blob: new Blob([bytes]) }, limits);

async function readAll(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, string>> {
  const archive = await open(bytes);
  const read = archive.entries.map(async (entry) => [
    entry.name,
    new TextDecoder().decode(await archive.read(entry)),
  ]);
  return Object.fromEntries(await Promise.all(read));
}

/** One entry of 1000 letters, deflated; the offsets below are those of its headers. */
function sample(): {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  local: number;
  central: number;
  end: number;
} {
  const bytes = writeZip([{ name: 'a.txt', bytes: text('a'.repeat(1000)) }]);
  const view = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  return { bytes, view, local: 0, central: view.getUint32(end + 16, true), end };
}

async function readChanged(change: (zip: ReturnType<typeof sample>) => void, limits?: Partial<ZipLimits>) {
  const zip = sample();
  change(zip);
  const archive = await open(zip.bytes, limits);
  return archive.read(archive.entries[0]!);
}

describe('crc32', () => {
  it('gives the check value of the catalogue, in one piece or two', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
    expect(crc32(text('56789'), crc32(text('1234')))).toBe(0xcbf43926);
    expect(crc32(text(''))).toBe(0);
  });
});

describe('zip', () => {
  it('reads what it wrote, stored or deflated, with folders and names beyond ASCII', async () => {
    const files = { 'checkpoints/best.txt': 'x'.repeat(70_000), 'größe.txt': 'ü', 'empty.txt': '' };
    const list = Object.entries(files).map(([name, value]) => ({ name, bytes: text(value) }));
    for (const level of [0, 6] as const) expect(await readAll(writeZip(list, level))).toEqual(files);
  });

  it('writes the same bytes for the same content', () => {
    expect(sample().bytes).toEqual(sample().bytes);
  });

  it('does not write one name twice', () => {
    const file = { name: 'a', bytes: text('a') };
    expect(() => writeZip([file, file])).toThrow('Two files of an archive have one name');
  });

  it('finds the directory behind a comment that imitates it', async () => {
    const { bytes, view, end } = sample();
    const comment = [0x50, 0x4b, 5, 6, ...new Array(30).fill(0)];
    view.setUint16(end + 20, comment.length, true);
    expect(Object.keys(await readAll(new Uint8Array([...bytes, ...comment])))).toEqual(['a.txt']);
  });

  it('follows ZIP64 sizes in the directory', async () => {
    const { bytes, view, central, end } = sample();
    const entry = bytes.slice(central, end);
    const entryView = new DataView(entry.buffer);
    const extra = new DataView(new ArrayBuffer(28));
    extra.setUint16(0, 1, true);
    extra.setUint16(2, 24, true);
    extra.setBigUint64(4, 1000n, true);
    extra.setBigUint64(12, BigInt(entryView.getUint32(20, true)), true);
    extra.setBigUint64(20, 0n, true);
    for (const field of [20, 24, 42]) entryView.setUint32(field, 0xffffffff, true);
    entryView.setUint16(30, 28, true);
    view.setUint32(end + 12, entry.length + 28, true);
    const zip64 = [
      ...bytes.slice(0, central),
      ...entry,
      ...new Uint8Array(extra.buffer),
      ...bytes.slice(end),
    ];
    expect(await readAll(new Uint8Array(zip64))).toEqual({ 'a.txt': 'a'.repeat(1000) });

    entryView.setUint16(30, 0, true);
    view.setUint32(end + 12, entry.length, true);
    const lacking = [...bytes.slice(0, central), ...entry, ...bytes.slice(end)];
    await expect(open(new Uint8Array(lacking))).rejects.toThrow('"a.txt" lacks its ZIP64 sizes');
  });

  it('reads an entry behind a header longer than what is read at once, and nothing far behind an entry', async () => {
    const { bytes, view, central, end } = sample();
    const field = new Uint8Array(0xffff);
    const gap = new Uint8Array(1 << 20);
    view.setUint16(28, field.length, true);
    view.setUint32(end + 16, central + field.length + gap.length, true);
    const start = 30 + 'a.txt'.length;
    const parts = [
      bytes.subarray(0, start),
      field,
      bytes.subarray(start, central),
      gap,
      bytes.subarray(central),
    ];
    const whole = new Uint8Array(parts.flatMap((part) => [...part]));
    expect(await readAll(whole)).toEqual({ 'a.txt': 'a'.repeat(1000) });
    const [entry] = (await open(whole)).entries;
    expect(entry!.end).toBe(30 + 2 * 0xffff + entry!.compressedBytes);
  });

  it('reads only the start of an entry when no more is asked for', async () => {
    const archive = await open(sample().bytes);
    expect(new TextDecoder().decode(await archive.readStart(archive.entries[0]!, 5))).toBe('aaaaa');
  });

  it('refuses every truncation', async () => {
    const { bytes } = sample();
    for (let kept = 0; kept < bytes.length; kept += 7) {
      await expect(readAll(bytes.slice(0, kept))).rejects.toMatchObject({
        code: 'file-truncated',
        message: 'a.zip is cut off: the directory at the end of a ZIP file is missing.',
      });
    }
  });

  it('refuses a declared bomb before it inflates anything', async () => {
    const bomb = writeZip([{ name: 'zeros', bytes: new Uint8Array(20 * 2 ** 20) }]);
    await expect(open(bomb)).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringMatching(
        /^a\.zip was not unpacked: "zeros" grows from \d+ bytes to 20 MiB, more than 1000 times\.$/,
      ),
      details: { place: 'a.zip/zeros', received: '20971520 bytes' },
    });
    await expect(open(sample().bytes, { maxBytes: 999 })).rejects.toMatchObject({ code: 'file-too-large' });
    await expect(
      readChanged(({ view, central }) => view.setUint32(central + 24, 0xfffffff0, true)),
    ).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it('refuses a bomb that declares less than it holds', async () => {
    await expect(
      readChanged(({ view, central }) => view.setUint32(central + 24, 10, true)),
    ).rejects.toMatchObject({
      code: 'file-too-large',
      message: 'a.zip was not unpacked: "a.txt" holds more than the 10 bytes it declares.',
    });
  });

  it('refuses entries that share their bytes', async () => {
    const { bytes, view, central, end } = sample();
    const entry = bytes.slice(central, end);
    const other = entry.slice();
    other[46] = 'b'.charCodeAt(0);
    view.setUint16(end + 10, 2, true);
    view.setUint32(end + 12, 2 * entry.length, true);
    const both = new Uint8Array([...bytes.slice(0, end), ...other, ...bytes.slice(end)]);
    await expect(open(both)).rejects.toThrow('overlaps another entry');
    other[46] = 'a'.charCodeAt(0);
    const twice = new Uint8Array([...bytes.slice(0, end), ...other, ...bytes.slice(end)]);
    await expect(open(twice)).rejects.toThrow('it holds "a.txt" twice');
  });

  it.each([
    ['a wrong checksum', 'file-format', 'does not match its checksum', 16, 0x12345678],
    ['fewer bytes than declared', 'file-format', 'ends after 1000 of 1001 bytes', 24, 1001],
    ['an entry beyond the data', 'file-format', 'reaches beyond the archive', 20, 5000],
    ['an entry elsewhere', 'file-format', 'is not where the directory says', 42, 1],
  ])('refuses %s', async (_name, code, message, field, value) => {
    const change = ({ view, central }: ReturnType<typeof sample>) => {
      view.setUint32(central + field, value, true);
      // Moving the entry by one byte would reach into the directory, so it is made shorter too.
      if (field === 42) view.setUint32(central + 20, 2, true);
    };
    await expect(readChanged(change)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('refuses encryption and unknown methods', async () => {
    await expect(
      readChanged(({ view, central }) => view.setUint16(central + 8, 1, true)),
    ).rejects.toMatchObject({
      code: 'file-unsupported',
      message: 'a.zip: "a.txt" is encrypted.',
    });
    await expect(
      readChanged(({ view, central }) => view.setUint16(central + 10, 93, true)),
    ).rejects.toMatchObject({
      code: 'file-unsupported',
      message: 'a.zip: "a.txt" is compressed by method 93.',
    });
  });

  it('refuses bytes that cannot be inflated and a directory that breaks off', async () => {
    await expect(readChanged(({ bytes }) => void bytes.fill(0xff, 35, 40))).rejects.toThrow(
      /"a\.txt" (cannot be inflated|ends after|does not match)/,
    );
    await expect(readChanged(({ view, end }) => view.setUint16(end + 10, 2, true))).rejects.toThrow(
      'its directory breaks off at entry 2 of 2',
    );
    await expect(readChanged(({ view, end }) => view.setUint32(end + 16, 9999, true))).rejects.toThrow(
      'its directory lies beyond its end',
    );
  });

  it('can be cancelled', async () => {
    const archive = await open(sample().bytes);
    await expect(archive.read(archive.entries[0]!, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
