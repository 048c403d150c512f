import { describe, expect, it } from 'vitest';
import { csvText } from '../formats/csv/write';
import { writeGreyPng } from '../formats/images/greyPng';
import { writeNpz } from '../formats/npy/npz';
import { writeZip } from '../formats/zip/zip';
import { previewPredictions } from './predictionPreview';

const encode = (text: string) => new TextEncoder().encode(text);

describe('a preview of predictions', () => {
  it('has the first rows of a table, cells with commas, quotes and line ends among them, and counts all', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => [row, 'a, "b"\nc', null]);
    const preview = await previewPredictions('csv', encode(csvText(['row', 'note', 'y'], rows)));
    expect(preview).toMatchObject({ kind: 'table', header: ['row', 'note', 'y'], lines: 30 });
    if (preview.kind !== 'table') return;
    expect(preview.rows).toHaveLength(8);
    expect(preview.rows[7]).toEqual(['7', 'a, "b"\nc', '']);
  });

  it('names the first files of an archive, and says how many there are', async () => {
    const png = writeGreyPng(new Uint8Array(64), 8, 8);
    const files = Array.from({ length: 9 }, (_, i) => ({ name: `${i}.png`, bytes: png }));
    const zip = writeZip([...files, { name: 'metrics.csv', bytes: encode('image\n') }], 0);
    const preview = await previewPredictions('zip', zip);
    expect(preview).toEqual({
      kind: 'files',
      names: ['0.png', '1.png', '2.png', '3.png', '4.png', '5.png'],
      files: 10,
    });
  });

  it('lists arrays, and shows the lines of other text', async () => {
    const npz = writeNpz([{ name: 'rows', dtype: 'uint32', shape: [3], data: Uint32Array.of(1, 2, 3) }]);
    expect(await previewPredictions('npz', npz)).toMatchObject({
      kind: 'arrays',
      arrays: [{ name: 'rows', shape: [3] }],
    });
    expect(await previewPredictions('xyz', encode('1\n2'))).toEqual({
      kind: 'text',
      lines: ['1', '2'],
      isWhole: true,
    });
  });
});
