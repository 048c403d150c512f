/** The views of the chosen runs as HTML: names out of files are text, and every view says something of any runs. */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import type { MetricInfo } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { testRun } from '../../protocol/testRun.fixture';
import { seriesOf } from '../../store/runSeries';
import { taskKinds } from '../../tasks/runConfig';
import { TooltipProvider } from '../../ui/controls/Tooltip';
import { Compare } from './Compare';

const hostile = '<img src=x onerror=alert(1)>';
const metrics: MetricInfo[] = [
  { name: 'loss', title: 'loss', better: 'min', of: 'both' },
  { name: 'hits', title: '<b>hits</b>', unit: '%', better: 'max', of: 'validation' },
];

/** Two settings of two seeds each. */
const runs = [0.1, 0.1, 0.01, 0.01].map((learningRate, i): RunRecord => {
  const { config } = testRun();
  const run = testRun({
    ...{ id: `run ${i}`, name: i < 2 ? hostile : '__proto__', metrics, colour: i },
    config: { ...config, task: taskKinds[0]!, training: { ...config.training, learningRate, seed: i } },
  });
  const value = 1 + i + 0.1 * (i % 2);
  seriesOf(run.id).appendEpoch({
    ...{ epoch: 1, step: 1, learningRate, seconds: 1, isBest: true },
    train: { loss: value },
    validation: { loss: value, hits: 10 * value },
  });
  return run;
});

const htmlOf = (view: string, shown: readonly RunRecord[] = runs) =>
  renderToStaticMarkup(
    createElement(
      MemoryRouter,
      { initialEntries: [`/runs?filter=x&view=${view}`] },
      createElement(TooltipProvider, null, createElement(Compare, { runs: shown })),
    ),
  );

/** As a log without an end brings it: nothing is known of its task, its seed and its checkpoints. */
function foreignRun(id: string): RunRecord {
  const { config } = testRun();
  const foreign = {
    program: 'TensorBoard',
    settings: [['lr', 0.5]] as [string, number][],
    last: { loss: 1 },
  };
  const run = testRun({ id, name: id, config: { ...config, task: 'another program' }, foreign });
  seriesOf(id).appendEpoch({
    ...{
      epoch: 1,
      step: 1,
      learningRate: 1,
      seconds: 1,
      isBest: false,
      train: { loss: 1 },
      validation: { loss: 2 },
    },
  });
  return run;
}

describe('the views of the chosen runs', () => {
  it.each(['metrics', 'settings', 'scatter', 'parallel', 'importance', 'checkpoints'])(
    'show the log of another program in %s, alone and first among others',
    (view) => {
      expect(htmlOf(view, [foreignRun('log a')])).toContain('Comparison of the chosen runs');
      expect(htmlOf(view, [foreignRun('log a'), foreignRun('log b'), ...runs])).toContain(
        'Comparison of the chosen runs',
      );
    },
  );

  it('take no setting and no seed of ours for one of a log, and put no two logs together as seeds', () => {
    const html = htmlOf('settings', [foreignRun('log a'), foreignRun('log b'), ...runs]);
    expect(html).toContain('<td>0.5</td><td>0.5</td><td>–</td>');
    expect(html).toMatch(/training\.seed<\/th><td>–<\/td><td>–<\/td><td>0, 1<\/td>/);
    expect(html).not.toContain('log a × 2');
    expect(htmlOf('checkpoints', [foreignRun('log a')])).toContain('There are no checkpoints to compare');
  });

  it('put seeds together, mark the best by its direction, and say what is more than chance', () => {
    const html = htmlOf('metrics');
    expect(html).toContain('1.550 ± 0.78 (2)');
    expect(html).toMatch(/data-best="true"[^>]*>1\.550 ± 0\.78 \(2\)/);
    expect(html).toMatch(/data-best="true"[^>]*>35\.50 ± 7\.8 \(2\)/);
    expect(html).toContain('&lt;b&gt;hits&lt;/b&gt; (%)');
    expect(html).toMatch(
      /’s loss is higher by [\d.]+ \(95 % interval −[\d.]+ to [\d.]+, Welch, 2 and 2 runs\): could be chance/,
    );
  });

  it('show settings that differ, a column for the seeds of one setting', () => {
    const html = htmlOf('settings');
    expect(html).toContain('training.learningRate');
    expect(html).toContain('<td>0, 1</td><td>2, 3</td>');
    expect(html).not.toContain('training.batchSize');
    expect(html.match(/× 2 seeds/g)!.length).toBeGreaterThanOrEqual(2);
  });

  it('draw a point and a line a run, and read them by name', () => {
    expect(htmlOf('scatter').match(/<circle/g)).toHaveLength(4);
    // Behind the strip and its button, which has a picture of its own.
    const [, html = ''] = htmlOf('parallel').split('Download report');
    // One that is seen, one that takes the pointer.
    expect(html.match(/<path[^>]* d="M/g)).toHaveLength(8);
    expect(html).toContain('<title>__proto__</title>');
  });

  it.each(['metrics', 'settings', 'scatter', 'parallel', 'importance', 'checkpoints'])(
    'write names as text and have something to say of one run that has not begun: %s',
    (view) => {
      expect(htmlOf(view)).not.toContain('<img');
      const fresh = testRun({ id: 'fresh', name: hostile, config: runs[0]!.config });
      const html = htmlOf(view, [fresh]);
      expect(html).not.toContain('<img');
      expect(html.replace(/<[^>]+>/g, '').length).toBeGreaterThan(80);
    },
  );
});
