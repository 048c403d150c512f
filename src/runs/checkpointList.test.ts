import { expect, test } from 'vitest';
import type { CheckpointKind } from '../protocol/events';
import { withCheckpoint } from './checkpointList';

const summary = (id: string, step: number, kinds: CheckpointKind[]) => ({
  ...{ id, step, kinds, epoch: step / 10, monitor: 'loss', value: 1, bytes: 8 },
  createdAt: '2026-01-31T12:00:00.000Z',
});
const listed = (id: string, step: number, kinds: CheckpointKind[]) => ({
  ...summary(id, step, kinds),
  runId: 'r',
});

test('a commit adds its checkpoint on top, takes what it replaces, and gives the others their new kinds', () => {
  const list = [listed('c', 30, ['latest']), listed('b', 20, []), listed('a', 10, ['best', 'periodic'])];
  const after = withCheckpoint(list, 'r', {
    ...{ type: 'checkpoint', ...summary('d', 40, ['best', 'latest']) },
    replaces: ['b'],
    kindsOf: { c: [], a: ['periodic'] },
  });
  expect(after).toEqual([
    listed('d', 40, ['best', 'latest']),
    listed('c', 30, []),
    listed('a', 10, ['periodic']),
  ]);
});

test('a run that goes back to an earlier checkpoint has the new one where its step belongs', () => {
  const list = [listed('c', 30, ['latest']), listed('a', 10, ['periodic'])];
  const event = { type: 'checkpoint' as const, ...summary('b', 20, ['latest']), replaces: [] };
  expect(withCheckpoint(list, 'r', event).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(withCheckpoint([], 'r', event).map(({ id }) => id)).toEqual(['b']);
  expect(withCheckpoint(list, 'r', event)[0]).toBe(list[0]);
});
