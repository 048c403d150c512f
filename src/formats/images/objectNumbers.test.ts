/** Masks whose numbers count objects: asked about, read as foreground, or taken for classes as somebody says. */
import { expect, it } from 'vitest';
import type { Reading } from '../../protocol/reading';
import { openFiles } from '../openFiles';
import { writeGreyPng } from './greyPng';

const side = 16;

/** Squares of three by three, one for each number, in a row of four each. */
function mask(numbers: readonly number[], gap = 4): Uint16Array {
  const values = new Uint16Array(side * side);
  for (const [index, number] of numbers.entries()) {
    const [top, left] = [gap * Math.floor(index / 4), gap * (index % 4)];
    for (let i = 0; i < 9; i++) values[(top + Math.floor(i / 3)) * side + left + (i % 3)] = number;
  }
  return values;
}

async function open(masks: readonly (Uint16Array | Uint8Array)[], reading: Reading = {}) {
  const files = masks.flatMap((values, index) => [
    {
      name: `${index}.png`,
      blob: new Blob([writeGreyPng(new Uint8Array(side * side), side, side)]),
      relativePath: `images/${index}.png`,
    },
    {
      name: `${index}.png`,
      blob: new Blob([writeGreyPng(values, side, side)]),
      relativePath: `masks/${index}.png`,
    },
  ]);
  const [part] = await openFiles(files, { readings: { '*': reading } });
  const labels = new Set<number>();
  for await (const { data } of part!.file.stream(['masks']))
    for (const value of data) labels.add(Number(value));
  return {
    questions: part!.file.questions,
    notes: part!.file.notes,
    labels: [...labels].sort((a, b) => a - b),
  };
}

it('asks whether numbers of 16 bits, each one area, count objects, and reads them as foreground meanwhile', async () => {
  const masks = [mask([1, 2, 3]), mask([3, 1, 2])];
  const { questions, labels } = await open(masks);
  expect(questions).toMatchObject([
    { setting: 'labels', choices: [{ value: 'objects' }, { value: 'classes' }] },
  ]);
  expect(questions![0]!.choices[0]!.preview.rows[0]).toEqual([
    'masks/0.png',
    '1 … 3',
    'foreground of 3 objects',
  ]);
  expect(labels).toEqual([0, 255]);
  const classes = await open(masks, { labels: 'classes' });
  expect(classes).toMatchObject({ questions: undefined, labels: [0, 1, 2, 3] });
  expect(await open(masks, { labels: 'objects' })).toMatchObject({ questions: undefined, labels: [0, 255] });
});

it('asks of bytes only where there are more objects in one mask than in another', async () => {
  const bytes = (numbers: number[]) => Uint8Array.from(mask(numbers));
  expect((await open([bytes([1, 2, 3, 4]), bytes([1, 2])])).questions).toHaveLength(1);
  expect((await open([bytes([1, 2, 3, 4]), bytes([4, 2, 3, 1])])).questions).toBeUndefined();
});

it.each<[string, Uint16Array[]]>([
  ['a number lies in two places', [mask([1, 2, 3, 1])]],
  ['one is left out', [mask([1, 2, 4])]],
  ['there are two', [mask([1, 2])]],
  ['they are black and white', [mask([255, 255])]],
])('takes numbers for classes where %s', async (_why, masks) => {
  expect((await open(masks)).questions).toBeUndefined();
});

it('says so, and asks nothing, where there are more than anybody numbers classes', async () => {
  const many = new Uint16Array(side * side);
  for (let i = 0; i < 200; i++) many[i] = i + 1;
  const { questions, notes, labels } = await open([many]);
  expect(questions).toBeUndefined();
  expect(labels).toEqual([0, 255]);
  expect(notes).toContainEqual({
    code: 'read-as',
    message:
      'The numbers in the masks count objects, up to 200: they are read as foreground against background',
  });
});

it('takes pairs from a table, and masks by an ending', async () => {
  const grey = () => new Blob([writeGreyPng(new Uint8Array(side * side), side, side)]);
  const files = ['p/a.png', 'p/b.png', 'q/one.png', 'q/two.png', 'q/a_y.png'].map((relativePath) => ({
    name: relativePath.split('/')[1]!,
    blob: grey(),
    relativePath,
  }));
  const pairsOf = async (reading: Reading) =>
    (await openFiles(files, { readings: { '*': reading } }))[0]!.file.images!.pairs;
  expect(await pairsOf({ pairs: 'image,mask\np/a.png,one.png\n"b.png";\n' })).toEqual([
    { image: 'p/a.png', mask: 'q/one.png' },
    { image: 'p/b.png', mask: null },
  ]);
  expect(await pairsOf({ pairs: 'a.png\tone.png\na.png\ttwo.png' })).toEqual([
    { image: 'p/a.png', mask: 'q/one.png', more: ['q/two.png'] },
  ]);
  expect((await pairsOf({ 'mask-suffix': '_y' }))[0]).toEqual({ image: 'p/a.png', mask: 'q/a_y.png' });
  await expect(pairsOf({ pairs: 'a.png,three.png' })).rejects.toMatchObject({ code: 'data-not-found' });
});
