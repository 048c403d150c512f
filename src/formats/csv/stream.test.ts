/** Text tables as streams: slabs, several streams, what they hold, progress, and cancelling. */
import { describe, expect, it } from 'vitest';
import type { NumericArray } from '../arrays';
import type { OpenedFile, ReadWatch, Slab } from '../openedFile';
import { SLAB_BYTES } from '../values';
import { openCsv } from './csv';
import { sniffDialect } from './dialect';
import { blockRows } from './fill';
import { scanTable } from './table';

const named = (text: string) => ({ name: 'table.csv', blob: new Blob([text]) });

async function slabsOf(file: OpenedFile, names: string[], watch?: ReadWatch): Promise<Slab[]> {
  const slabs: Slab[] = [];
  for await (const slab of file.stream(names, watch)) slabs.push(slab);
  return slabs;
}

/** The values of an array in all of its slabs. */
function joined(slabs: readonly Slab[], name: string): number[] {
  return slabs.filter((slab) => slab.name === name).flatMap(({ data }) => Array.from(data as Float64Array));
}

const ROWS = 300_000;
const colours = ['blue', 'grün', 'red'];
/** Three columns take more than one slab together. */
const table = `id,value,colour,half\n${Array.from({ length: ROWS }, (_, row) => {
  const colour = row % 11 === 0 ? 'NA' : colours[row % 3];
  return `${row},${row / 7},${colour},${row % 2 ? row : ''}\n`;
}).join('')}`;
const expected = {
  id: Array.from({ length: ROWS }, (_, row) => row),
  value: Array.from({ length: ROWS }, (_, row) => row / 7),
  colour: Array.from({ length: ROWS }, (_, row) => (row % 11 === 0 ? -1 : row % 3)),
  half: Array.from({ length: ROWS }, (_, row) => (row % 2 ? row : Number.NaN)),
};
const names = ['id', 'value', 'colour', 'half'];
/** Whether two long lists are the same; a matcher would take minutes to say so. */
const isSame = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  one.length === other.length && Array.from(one).every((value, index) => Object.is(value, other[index]));

describe('a stream of a text table', () => {
  it('has all values in slabs of the same rows, text with all of its categories', async () => {
    const file = await openCsv(named(table));
    const slabs = await slabsOf(file, names);
    for (const [name, values] of Object.entries(expected))
      expect(isSame(joined(slabs, name), values)).toBe(true);
    expect(slabs.length).toBeGreaterThan(names.length);
    for (let block = 0; block < slabs.length; block += names.length) {
      const own = slabs.slice(block, block + names.length);
      expect(own.map(({ name }) => name)).toEqual(names);
      expect(new Set(own.map(({ data }) => data.length)).size).toBe(1);
      const bytes = own.reduce((sum, { data }) => sum + data.byteLength, 0);
      expect(bytes).toBeLessThanOrEqual(SLAB_BYTES);
    }
    for (const { name, categories } of slabs) expect(categories).toEqual(name === 'colour' ? colours : null);
  });

  it('may follow another one, and has the columns that are asked for, each in a buffer of its own', async () => {
    const file = await openCsv(named(table));
    const first = await slabsOf(file, ['half']);
    const second = await slabsOf(file, ['colour', 'id', 'id']);
    expect(isSame(joined(first, 'half'), expected.half)).toBe(true);
    expect(new Set(second.map(({ name }) => name))).toEqual(new Set(['colour', 'id']));
    expect(isSame(joined(second, 'colour'), expected.colour)).toBe(true);
    expect(isSame(joined(second, 'id'), expected.id)).toBe(true);
    const own = ({ buffer, byteLength }: NumericArray) => buffer.byteLength === byteLength;
    expect([...first, ...second].every(({ data }) => own(data))).toBe(true);
    expect(await slabsOf(file, [])).toEqual([]);
    await expect(slabsOf(file, ['id', 'none'])).rejects.toMatchObject({ code: 'data-not-found' });
  });

  it('reports how far it is, and never less than before, to the end', async () => {
    const steps: number[] = [];
    const onProgress = (done: number, total: number) => steps.push(done / total);
    const file = await openCsv(named(table), { onProgress });
    const opening = steps.splice(0);
    await slabsOf(file, names, { onProgress });
    for (const all of [opening, steps]) {
      expect(all.length).toBeGreaterThan(3);
      expect(all).toEqual([...all].sort((a, b) => a - b));
      expect(all.at(-1)).toBe(1);
    }
  });

  it('ends at the next slab once it is cancelled', async () => {
    const file = await openCsv(named(table));
    const controller = new AbortController();
    let slabs = 0;
    const read = async () => {
      for await (const _ of file.stream(names, { signal: controller.signal })) {
        slabs++;
        controller.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'cancelled' });
    expect(slabs).toBe(1);
    expect((await slabsOf(file, ['id'])).length).toBeGreaterThan(0);
  });

  it('takes more memory for a block where columns are many, and never less than a row', () => {
    expect(blockRows(1, 10)).toBe(10);
    expect(blockRows(64, 1e6)).toBe(SLAB_BYTES / 8 / 64);
    expect(blockRows(2_000, 1e6)).toBe(512);
    expect(blockRows(20_000, 1e6)).toBe(209);
    expect(blockRows(1e7, 1e6)).toBe(1);
  });
});

describe('text that comes late', () => {
  const late = (numbers: number, texts: number) =>
    `n,t\n${Array.from({ length: numbers }, (_, row) => `${row},${row % 100}\n`).join('')}${'0,x\n'.repeat(texts)}`;

  it('makes texts of the numbers before it', async () => {
    const steps: number[] = [];
    const file = await openCsv(named(late(400_000, 100_000)), {
      onProgress: (done, total) => steps.push(done / total),
    });
    expect(file.arrays.map(({ dtype }) => dtype)).toEqual(['float64', 'string']);
    const [first, ...rest] = await slabsOf(file, ['t']);
    expect(first!.categories).toHaveLength(101);
    expect(first!.categories!.slice(0, 4)).toEqual(['0', '1', '10', '11']);
    const texts = [first!, ...rest].flatMap(({ data }) =>
      Array.from(data as Int32Array, (code) => first!.categories![code]),
    );
    expect(texts.every((text, row) => text === (row < 400_000 ? String(row % 100) : 'x'))).toBe(true);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });

  it('is seen in the last row, where the file ends without a line break', async () => {
    const file = await openCsv(named('a,b\n1,12\n2,A7'));
    expect((await slabsOf(file, ['b']))[0]).toMatchObject({
      data: Int32Array.of(0, 1),
      categories: ['12', 'A7'],
    });
  });

  it('is a mistake where it is little, and nothing is read again', async () => {
    const file = await openCsv(named(late(1000, 2)));
    expect(file.notes).toEqual([
      {
        code: 'text-in-number',
        message: '`t`: 2 cells are no numbers and count as missing, first "x" on line 1002; 1000 are numbers',
      },
    ]);
    const [slab] = await slabsOf(file, ['t']);
    expect(Array.from(slab!.data as Float64Array).slice(998)).toEqual([98, 99, Number.NaN, Number.NaN]);
  });
});

describe('different texts', () => {
  it('are left out with a remark where they take too much memory, and the other columns stay', async () => {
    const rows = Array.from({ length: 1000 }, (_, row) => `identifier-${row},${colours[row % 3]},${row}\n`);
    const file = named(`id,colour,n\n${rows.join('')}`);
    const { dialect } = await sniffDialect(file);
    const { columns, notes } = await scanTable(file, dialect, { mostTextBytes: 8_000 });
    expect(columns.map(({ name }) => name)).toEqual(['colour', 'n']);
    expect(notes).toEqual([
      { code: 'skipped', message: '`id` was left out: it has too many different texts to hold them all' },
    ]);
    expect((await scanTable(file, dialect, { mostTextBytes: 80_000 })).columns).toHaveLength(3);
  });

  it('are told apart by the thousand, and sorted by code unit', async () => {
    const texts = Array.from(
      { length: 20_000 },
      (_, row) => `${row % 2 ? '😀' : '\uffee'}${(row * 7919) % 20_000}`,
    );
    const file = await openCsv(named(`a,b\n${texts.map((text) => `${text},1\n`).join('')}`));
    const [slab] = await slabsOf(file, ['a']);
    expect(slab!.categories).toEqual([...texts].sort());
    expect(Array.from(slab!.data as Int32Array, (code) => slab!.categories![code])).toEqual(texts);
  });
});
