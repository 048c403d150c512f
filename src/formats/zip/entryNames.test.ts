/** Names of entries in archives that say in which code page they are, and in those that do not. */
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { crc32 } from '../crc32';
import { openZip } from './zip';

/** An archive whose entries are called by these bytes; fflate writes names of signs below 256 as it is told. */
function archive(names: readonly number[][], flagged = false, extra: Record<number, Uint8Array> = {}): Blob {
  const placeholder = (index: number) => `${index}`.padStart(8, '~');
  const bytes = zipSync(
    Object.fromEntries(names.map((_, index) => [placeholder(index), [Uint8Array.of(index), { extra }]])),
    { level: 0 },
  );
  const text = Buffer.from(bytes);
  for (const [index, name] of names.entries()) {
    expect(name.length).toBe(8);
    for (let at = text.indexOf(placeholder(index)); at >= 0; at = text.indexOf(placeholder(index), at + 1)) {
      text.set(name, at);
    }
  }
  for (let at = text.indexOf('PK\x01\x02'); at >= 0; at = text.indexOf('PK\x01\x02', at + 1)) {
    text.writeUInt16LE(flagged ? 1 << 11 : 0, at + 8);
  }
  return new Blob([new Uint8Array(text)]);
}

const latin = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const namesOf = async (blob: Blob) =>
  (await openZip({ name: 'a.zip', blob })).entries.map(({ name }) => name);

it('are of code page 437 where they are no UTF-8, and told apart by their bytes', async () => {
  // Python: 'Gräs.png'.encode('cp437'), 'Grüs.png', 'Größ.png'.
  expect(
    await namesOf(archive([latin('Gr\x84s.png'), latin('Gr\x81s.png'), latin('Gr\x94\xe1.png')])),
  ).toEqual(['Gräs.png', 'Grüs.png', 'Größ.png']);
});

it('are UTF-8 where all of them are, said or not', async () => {
  expect(await namesOf(archive([utf8('Grä.png'), utf8('abcd.png')]))).toEqual(['Grä.png', 'abcd.png']);
  expect(await namesOf(archive([utf8('Grä.png')], true))).toEqual(['Grä.png']);
});

it("are what Info-ZIP's field says, unless it is of another name", async () => {
  const name = latin('Gr\x84s.png');
  const field = (sum: number) => {
    const bytes = new Uint8Array([1, 0, 0, 0, 0, ...utf8('Жук.png')]);
    new DataView(bytes.buffer).setUint32(1, sum, true);
    return { 28789: bytes };
  };
  expect(await namesOf(archive([name], false, field(crc32(Uint8Array.from(name)))))).toEqual(['Жук.png']);
  expect(await namesOf(archive([name], false, field(1)))).toEqual(['Gräs.png']);
});

it('occur once', async () => {
  const name = latin('Gr\x84s.png');
  await expect(namesOf(archive([name, name]))).rejects.toThrow('it holds "Gräs.png" twice');
});
