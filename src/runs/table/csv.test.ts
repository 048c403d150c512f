import { describe, expect, it } from 'vitest';
import { testRun } from '../../protocol/testRun.fixture';
import { offeredColumns, tableColumns } from './columns';
import { groupedRunsCsv, runsCsv } from './csv';
import { groupRuns } from './groups';
import { tableRun } from './tableRun';

const runs = [
  testRun({ name: '=cmd()|calc', best: { monitor: 'r2', value: -0.25, epoch: 1, step: 1 } }),
  testRun({ name: '-0.5', notes: '<img onerror=alert(1)>, "quoted"' }),
].map((run) => tableRun(run));

describe('the table of runs as CSV', () => {
  it('keeps negative numbers numbers, and lets no name compute', () => {
    const columns = tableColumns(['best.r2', 'notes', 'duration'], runs);
    expect(runsCsv(runs, columns)).toBe(
      [
        'Run,Best r2,Notes,Duration (s)',
        "'=cmd()|calc,-0.25,,10",
        '-0.5,,"<img onerror=alert(1)>, ""quoted""",10',
        '',
      ].join('\n'),
    );
  });

  it('says the group of each row', () => {
    const seed = offeredColumns(runs).find(({ key }) => key === 'training.batchSize')!;
    const text = groupedRunsCsv(groupRuns(runs, seed), seed.title, tableColumns(['state'], runs));
    expect(text.split('\n').slice(0, 2)).toEqual([
      'group: training.batchSize,Run,State',
      "64,'=cmd()|calc,finished",
    ]);
  });
});
