/** What an analysis begins with. */
import { expect, it } from 'vitest';
import type { ListedCheckpoint } from '../../protocol/records';
import { defaultConfig, taskKinds } from '../../tasks/runConfig';
import { checkpointName, defaultSplit, preferredCheckpoint } from './choices';

function checkpoint(change: Partial<ListedCheckpoint>): ListedCheckpoint {
  const identity = { version: 1 as const, id: 'a', runId: 'r', sha256: '', bytes: 1, createdAt: '' };
  return { ...identity, kinds: [], epoch: 2, step: 20, monitor: 'loss', value: 0.123456, ...change };
}

it('analyses the best checkpoint, else the newest', () => {
  const [latest, best] = [
    checkpoint({ id: 'l', kinds: ['latest'] }),
    checkpoint({ id: 'b', kinds: ['best'] }),
  ];
  expect(preferredCheckpoint([latest, best])?.id).toBe('b');
  expect(preferredCheckpoint([latest])?.id).toBe('l');
  expect(preferredCheckpoint([])).toBeNull();
});

it('names a checkpoint by why it is kept, when, and its value', () => {
  expect(checkpointName(checkpoint({ kinds: ['best', 'latest'] }), [])).toBe(
    'best, latest · epoch 2 · step 20 · loss 0.1235',
  );
  expect(checkpointName(checkpoint({ kinds: ['earlierBest'], value: null }), [])).toBe(
    'was best · epoch 2 · step 20',
  );
  const r2 = { name: 'r2', title: 'R²', better: 'max' as const, of: 'both' as const };
  expect(checkpointName(checkpoint({ monitor: 'validation.r2' }), [r2])).toContain('· validation R² 0.1235');
  expect(checkpointName(checkpoint({ value: null }), [])).toBe('previous · epoch 2 · step 20');
});

it('analyses the test split where a run has one, else validation', () => {
  for (const kind of taskKinds) {
    const config = defaultConfig(kind);
    expect(defaultSplit({ ...config, dataset: { ...config.dataset, testFraction: 0.1 } })).toBe('test');
    expect(defaultSplit({ ...config, dataset: { ...config.dataset, testFraction: 0 } })).toBe('validation');
  }
});

it('analyses validation where a task has no test split', () => {
  const config = defaultConfig(taskKinds[0]!);
  expect(defaultSplit({ ...config, dataset: { validationFraction: 0.2 } })).toBe('validation');
});
