/** The numbers that `anneal info` prints of data, as pandas has them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { dataInfo } from './dataInfo';
import { sharedFolder } from './testFolder';

const folder = sharedFolder();
const path = () => join(folder(), 'table.csv');

beforeAll(() => writeFile(path(), 'od280/od315,kind,same\n1.5,a,7\n2.5,b,7\n,a,7\n4,,7\n10,b,7\n2.5,c,7\n'));

test('has mean, population deviation, extremes, median, missing and different values of each column', async () => {
  const { json, lines } = await dataInfo(path(), {});
  // pandas: df.agg(['mean', 'min', 'max', 'median']), df.std(ddof=0), df.isna().sum(), df.nunique().
  expect(json).toMatchObject({
    kind: 'data',
    format: 'csv',
    arrays: [
      {
        name: 'od280/od315',
        shape: [6],
        texts: null,
        columns: [{ count: 5, missing: 1, mean: 4.1, min: 1.5, max: 10, median: 2.5, distinct: 4 }],
      },
      { name: 'kind', dtype: 'string', texts: 3, columns: [{ missing: 1, mean: null, distinct: 3 }] },
      { name: 'same', columns: [{ mean: 7, std: 0, distinct: 1, values: [7] }] },
    ],
    warnings: [
      { code: 'missing-values', message: 'Missing values in `od280/od315` (1), `kind` (1)' },
      { code: 'constant-column', message: 'The same value in every row of `same`' },
      // 10 lies beyond 4 + 3 · (4 − 2.5).
      { code: 'outliers', message: 'Values far outside the rest in `od280/od315` (1)' },
    ],
  });
  const [array] = (json as { arrays: { columns: { std: number }[] }[] }).arrays;
  expect(array!.columns[0]!.std).toBeCloseTo(3.0561413579872254, 12);
  expect(lines[0]).toBe('CSV file with 3 arrays');
  expect(lines.find((line) => line.startsWith('od280/od315'))?.split(/ {2,}/)).toEqual([
    'od280/od315',
    '6',
    'float64',
    '4.1',
    '3.05614',
    '1.5',
    '2.5',
    '10',
    '1',
    '4',
  ]);
});

test('has what was taken where the content leaves it open, with the option that reads it otherwise', async () => {
  const years = join(folder(), 'years.csv');
  const rows = Array.from({ length: 20 }, (_, row) => `${row * 0.37},${row * 1.21},${row * 3.7}`);
  await writeFile(years, `2001,2002,2003\n${rows.join('\n')}\n`);
  const { json, lines } = await dataInfo(years, {});
  const { assumptions } = json as { assumptions: string[] };
  for (const assumption of assumptions) {
    expect(assumption).toMatch(/Taken: .+ Otherwise add --header /);
    expect(lines).toContain(assumption);
  }
  expect(assumptions.length).toBeLessThanOrEqual(1);
});
