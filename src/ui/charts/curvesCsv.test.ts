import { expect, it } from 'vitest';
import { curvesCsv } from './curvesCsv';

it('writes a row for every point of every curve, with every digit', () => {
  const csv = curvesCsv('epoch', [
    { name: 'train', points: [{ x: 0.1, y: 0.12345678901234566 }] },
    { name: 'a "b", c', points: [{ x: 1, y: Number.NaN }] },
  ]);
  expect(csv).toBe('series,epoch,value\ntrain,0.1,0.12345678901234566\n"a ""b"", c",1,NaN\n');
});

it('writes no formula for the name of a run', () => {
  expect(curvesCsv('epoch', [{ name: '=1+2', points: [{ x: 1, y: -1 }] }])).toBe(
    "series,epoch,value\n'=1+2,1,-1\n",
  );
});
