/** Tables of columns turned: samples, names, and what is left out. */
import { describe, expect, it } from 'vitest';
import { openCsv } from '../../formats/csv/csv';
import { readFiles } from '../../formats/readFiles';
import { residentData } from './datasetReader';
import { isColumnTable, transposeTable } from './transposedTable';

const tableOf = async (text: string) => {
  const file = await openCsv({ name: 'genes.csv', blob: new Blob([text]) });
  return residentData(await readFiles([{ name: 'genes.csv', file }]));
};

describe('a table of columns', () => {
  it('turned has a sample for each column of numbers and a column for each row, by its name', async () => {
    const source = await tableOf('gene,S0,S1,S2,kind\nG1,1.5,2,3,a\nG0,4,5,,a\n');
    expect(isColumnTable(source.arrays.values())).toBe(true);
    const { data, leftOut } = await transposeTable(source);
    expect([...data.arrays.keys()]).toEqual(['G1', 'G0']);
    expect(data.arrays.get('G0')).toMatchObject({ shape: [3], categories: null });
    expect(await data.read('G1')).toEqual(Float64Array.of(1.5, 2, 3));
    expect(await data.read('G0', 1, 3)).toEqual(Float64Array.of(5, Number.NaN));
    expect(leftOut).toEqual(['kind']);
  });

  it('without names numbers its rows, and one without numbers is refused', async () => {
    const { data } = await transposeTable(await tableOf('a,b\n1,2\n3,4\n'));
    expect([...data.arrays.keys()]).toEqual(['row0', 'row1']);
    await expect(transposeTable(await tableOf('a,b\nx,y\nz,y\n'))).rejects.toMatchObject({
      code: 'data-type',
    });
  });

  it('is told from matrices', () => {
    expect(isColumnTable([{ shape: [4] }, { shape: [4] }])).toBe(true);
    expect(isColumnTable([{ shape: [4, 2] }, { shape: [4] }])).toBe(false);
    expect(isColumnTable([{ shape: [4] }])).toBe(false);
  });
});
