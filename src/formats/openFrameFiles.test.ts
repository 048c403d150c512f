/** Geometries in several files through the front door: one set of all their frames. */
import { describe, expect, it } from 'vitest';
import { writeNpz } from './npy/npz';
import { openFiles } from './openFiles';
import { readFiles } from './readFiles';

const water = '3\nwater\nO 0.0 0.0 0.117\nH 0.0 0.757 -0.469\nH 0.0 -0.757 -0.469\n';
const hydrogen = '2\nH2\nH 0.0 0.0 0.0\nH 0.0 0.0 0.74\n';
const fluoride = `HF
  made by hand

  2  1  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 H   0  0
    0.0000    0.0000    0.9170 F   0  0
  1  2  1  0
M  END
`;

const files = (content: Record<string, string | Uint8Array<ArrayBuffer>>) =>
  Object.entries(content).map(([path, bytes]) => ({
    name: path.split('/').at(-1)!,
    blob: new Blob([bytes]),
    relativePath: path,
  }));

async function read(content: Parameters<typeof files>[0]) {
  const parts = await openFiles(files(content));
  const arrays = await readFiles(parts);
  const texts = (name: string) => {
    const { data, categories } = arrays.get(name)!;
    return [...data].map((code) => categories![Number(code)]);
  };
  const numbers = (name: string) => Array.from(arrays.get(name)!.data, Number);
  return { parts, arrays, texts, numbers, notes: parts.flatMap(({ file }) => file.notes) };
}

describe('several files of geometries', () => {
  it('are one set of frames in the order that people count in, padded to the largest', async () => {
    const { parts, arrays, texts, numbers, notes } = await read({
      'set/10.xyz': hydrogen,
      'set/9.mol': fluoride,
      'set/2.xyz': water,
    });
    expect(parts.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['set', water.length + hydrogen.length + fluoride.length],
    ]);
    expect(arrays.get('R')!.shape).toEqual([3, 3, 3]);
    expect(numbers('Z')).toEqual([8, 1, 1, 1, 9, 0, 1, 1, 0]);
    expect(numbers('N')).toEqual([3, 2, 2]);
    expect(texts('names')).toEqual(['water', 'HF', 'H2']);
    expect(texts('file')).toEqual(['set/2.xyz', 'set/9.mol', 'set/10.xyz']);
    expect(numbers('R').slice(18)).toEqual([0, 0, 0, 0, 0, Math.fround(0.74), 0, 0, 0]);
    expect(notes).toEqual([]);
  });

  it('may hold several frames each', async () => {
    const { parts, texts } = await read({ 'b.xyz': hydrogen + water, 'a.xyz': water });
    expect(parts[0]!.name).toBe('2 geometries');
    expect(texts('file')).toEqual(['a.xyz', 'b.xyz', 'b.xyz']);
  });

  it('leave out one that cannot be read, and say so', async () => {
    const damaged = water.replace('0.757', 'left');
    const { numbers, notes } = await read({
      'a.xyz': water,
      'b.xyz': 'no number here\n',
      'c.xyz': damaged,
      'd.xyz': '',
    });
    expect(numbers('N')).toEqual([3]);
    expect(notes).toHaveLength(1);
    expect(notes[0]!.code).toBe('frames-damaged');
    for (const part of ['Left out 3 of 4', 'b.xyz, line 1', 'c.xyz, line 4', 'd.xyz holds no atoms'])
      expect(notes[0]!.message).toContain(part);
  });

  it('tell of which file a remark is', async () => {
    const { notes } = await read({
      'a.xyz': water,
      'b.xyz': hydrogen.replace('H2', 'H2, positions in bohr'),
    });
    expect(notes.map(({ message }) => message).join()).toContain('first on line 1 of b.xyz');
  });

  it('stand beside other files', async () => {
    const npz = writeNpz([{ name: 'E', dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }]);
    const { parts, arrays } = await read({ 'a.xyz': water, 'e.npz': npz, 'b.xyz': hydrogen });
    expect(parts.map(({ name }) => name)).toEqual(['2 geometries', 'e.npz']);
    expect([...arrays.keys()]).toEqual(['R', 'Z', 'N', 'names', 'file', 'E']);
  });

  it('are refused where none can be read', async () => {
    await expect(read({ 'a.xyz': 'nothing\n', 'b.xyz': 'nothing\n' })).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringContaining('a.xyz'),
    });
  });
});

it('a single file of geometries has no array of files', async () => {
  const { parts, arrays } = await read({ 'a.xyz': water });
  expect(parts[0]!.name).toBe('a.xyz');
  expect(arrays.has('file')).toBe(false);
});
