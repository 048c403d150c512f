import { expect, it } from 'vitest';
import { sortRows } from '../../../../ui/controls/columns';
import type { UnitRow } from '../../metrics/unitRows';
import { bitsHistogram } from '../analysis/bits';
import { unitColumns, unitsCsv } from './unitColumns';

const row = (session: string, unit: number, bitsPerSpike: number, more: Partial<UnitRow> = {}): UnitRow => ({
  ...{ session, unit, cid: 10 * unit, bins: 100, spikes: 20, bitsPerSpike, correlation: 0.5 },
  ...{ meanCorrelation: Number.NaN, normalisedCorrelation: Number.NaN, meanRate: 0.2, meanPrediction: 0.25 },
  ...more,
});

const rows = [row('a', 0, 0.4), row('a', 1, Number.NaN), row('b', 0, -0.1), row('b', 2, 0.9)];

it('a table of units lists the worst first, and those without a value last', () => {
  const sorted = sortRows(rows, unitColumns(rows), { column: 'bitsPerSpike', descending: false });
  expect(sorted.map(({ session, unit }) => session + unit)).toEqual(['b0', 'a0', 'b2', 'a1']);
});

it('a table of units has only the columns that hold anything', () => {
  const keys = (of: readonly UnitRow[]) => unitColumns(of).map(({ key }) => key);
  expect(keys(rows)).toContain('session');
  expect(keys(rows.slice(0, 2))).not.toContain('session');
  expect(keys(rows)).not.toContain('normalisedCorrelation');
  expect(keys([row('a', 0, 1, { normalisedCorrelation: 0.7 })])).toContain('normalisedCorrelation');
});

it('the file of units leaves empty what is not defined', () => {
  const [header, first, second] = unitsCsv(rows).split('\n');
  expect(header).toBe(
    'session,unit,cid,bits_per_spike,correlation,repeat_correlation,ccnorm,spikes,mean_rate,mean_prediction,samples',
  );
  expect(first).toBe('a,0,0,0.4,0.5,,,20,0.2,0.25,100');
  expect(second).toBe('a,1,10,,0.5,,,20,0.2,0.25,100');
});

it('units below zero stand in the first bin of their distribution, and are told of', () => {
  const { counts, width, below } = bitsHistogram(rows);
  expect(width).toBeCloseTo(0.05, 12);
  expect(below).toBe(1);
  expect(counts[0]).toBe(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(counts.at(-1)).toBe(1);
});

it('the file of units names no session by a formula', () => {
  expect(unitsCsv([row('=a', 0, -0.1)]).split('\n')[1]).toMatch(/^'=a,0,0,-0\.1,/);
});
