/** Runs that were recorded before metrics were described are shown as well as those of today. */
import { expect, it } from 'vitest';
import { runConfigSchema } from '../protocol/config';
import { metricsNamed, metricsOfRun } from './recordedMetrics';
import { defaultConfig, taskKinds } from './runConfig';

const row = { train: { loss: 1, own: 3 }, validation: { loss: 2, own: 4 } };

it('takes what the record has', () => {
  const metrics = [{ name: 'loss', title: 'the loss', better: 'min' as const, of: 'both' as const }];
  expect(metricsOfRun({ metrics, config: defaultConfig(taskKinds[0]!) }, [row])).toBe(metrics);
});

it('asks the task for what the record has not, and keeps what the task does not know', () => {
  for (const kind of taskKinds) {
    const found = metricsOfRun({ metrics: [], config: defaultConfig(kind) }, [row]);
    expect(found.map(({ name }) => name)).toEqual(['loss', 'own']);
    expect(found[1]).toMatchObject({ title: 'own', better: null });
  }
  const unknown = runConfigSchema.parse({ task: 'gone' });
  expect(metricsOfRun({ metrics: [], config: unknown }, [row])).toHaveLength(2);
});

it('tells of single names what the task knows', () => {
  for (const kind of taskKinds) {
    const run = { metrics: [], config: defaultConfig(kind) };
    const found = metricsNamed(run, ['loss', 'own']);
    expect(found.map(({ name, better }) => [name, better])).toEqual([['loss', 'min']]);
  }
  expect(metricsNamed({ metrics: [], config: runConfigSchema.parse({ task: 'gone' }) }, ['loss'])).toEqual(
    [],
  );
});
