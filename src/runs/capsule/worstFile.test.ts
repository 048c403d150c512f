import { expect, it } from 'vitest';
import { worstCsv } from './worstFile';

it('has a column for each detail, and no cell that computes', () => {
  const csv = worstCsv([
    { sample: '=cmd()', measure: 'error', value: -1.5, details: { actual: 1, kind: null } },
    { sample: 'a,b', measure: 'error', value: 0.5, details: { actual: Number.NaN, kind: '@x' } },
  ]);
  expect(csv).toBe('sample,measure,value,actual,kind\n\'=cmd(),error,-1.5,1,\n"a,b",error,0.5,NaN,\'@x\n');
});
