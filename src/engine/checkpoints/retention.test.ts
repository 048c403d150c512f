import { describe, expect, it } from 'vitest';
import { checkpointSchema } from '../../protocol/config';
import type { CheckpointKind } from '../../protocol/events';
import { type Retained, retain } from './retention';

interface Case {
  title: string;
  saveTopK?: number;
  keepPeriodic?: number | null;
  direction?: 'min' | 'max';
  existing: [id: string, kinds: CheckpointKind[], step: number, value: number | null][];
  incoming: [id: string, kinds: CheckpointKind[], step: number, value: number | null];
  keep: Record<string, CheckpointKind[]>;
  remove: string[];
}

const cases: Case[] = [
  {
    title: 'keeps the first checkpoint as it is',
    existing: [],
    incoming: ['a', ['best', 'latest'], 10, 1],
    keep: { a: ['best', 'latest'] },
    remove: [],
  },
  {
    title: 'moves best and latest, and keeps the previous latest as a fallback',
    existing: [['a', ['best', 'latest'], 10, 1]],
    incoming: ['b', ['best', 'latest'], 20, 0.5],
    keep: { a: [], b: ['best', 'latest'] },
    remove: [],
  },
  {
    title: 'drops the older fallback when the latest moves again',
    existing: [
      ['a', [], 10, 1],
      ['b', ['best', 'latest'], 20, 0.5],
    ],
    incoming: ['c', ['best', 'latest'], 30, 0.4],
    keep: { b: [], c: ['best', 'latest'] },
    remove: ['a'],
  },
  {
    title: 'leaves best where it is when the new one is not better',
    existing: [
      ['a', ['best'], 10, 0.1],
      ['b', [], 20, 0.5],
      ['c', ['latest'], 30, 0.4],
    ],
    incoming: ['d', ['latest'], 40, 0.3],
    keep: { a: ['best'], c: [], d: ['latest'] },
    remove: ['b'],
  },
  {
    title: 'keeps periodic checkpoints while there are few',
    existing: [
      ['a', ['periodic'], 10, 1],
      ['b', ['best', 'latest', 'periodic'], 20, 0.5],
    ],
    incoming: ['c', ['best', 'latest'], 30, 0.4],
    keep: { a: ['periodic'], b: ['periodic'], c: ['best', 'latest'] },
    remove: [],
  },
  {
    title: 'keeps the newest periodic checkpoints, as many as the setting says',
    keepPeriodic: 2,
    existing: [
      ['a', ['best', 'periodic'], 10, 0.1],
      ['b', ['periodic'], 20, 0.5],
      ['c', ['latest', 'periodic'], 30, 0.6],
    ],
    incoming: ['d', ['latest', 'periodic'], 40, 0.4],
    keep: { a: ['best'], c: ['periodic'], d: ['latest', 'periodic'] },
    remove: ['b'],
  },
  {
    title: 'keeps all periodic checkpoints where no number is set',
    keepPeriodic: null,
    existing: Array.from({ length: 40 }, (_, i) => [`${i}`, ['periodic'], i + 1, 1]),
    incoming: ['z', ['latest', 'periodic'], 50, 0.4],
    keep: {
      ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, ['periodic' as const]])),
      z: ['latest', 'periodic'],
    },
    remove: [],
  },
  {
    title: 'keeps the best three epochs',
    saveTopK: 3,
    existing: [
      ['a', ['top'], 10, 0.5],
      ['b', ['top'], 20, 0.9],
      ['c', ['best', 'top'], 30, 0.3],
      ['d', ['latest'], 40, 1],
    ],
    incoming: ['e', ['latest'], 50, 0.4],
    keep: { a: ['top'], c: ['best', 'top'], d: [], e: ['latest', 'top'] },
    remove: ['b'],
  },
  {
    title: 'ranks by the largest value when more is better',
    saveTopK: 2,
    direction: 'max',
    existing: [
      ['a', ['top'], 10, 0.5],
      ['b', ['best', 'latest', 'top'], 20, 0.9],
    ],
    incoming: ['c', ['latest'], 30, 0.7],
    keep: { b: ['best', 'top'], c: ['latest', 'top'] },
    remove: ['a'],
  },
  {
    title: 'gives a tie to the earlier epoch',
    saveTopK: 2,
    existing: [
      ['a', ['best', 'top'], 10, 0.5],
      ['b', ['latest', 'top'], 20, 0.6],
    ],
    incoming: ['c', ['latest'], 30, 0.6],
    keep: { a: ['best', 'top'], b: ['top'], c: ['latest'] },
    remove: [],
  },
  {
    title: 'does not rank checkpoints from the middle of an epoch or with a diverged value',
    saveTopK: 2,
    existing: [
      ['a', ['best', 'top'], 10, 0.5],
      ['b', ['periodic'], 20, Number.NaN],
    ],
    incoming: ['c', ['latest'], 25, null],
    keep: { a: ['best', 'top'], b: ['periodic'], c: ['latest'] },
    remove: [],
  },
  {
    title: 'replaces the interrupted checkpoint when the run goes on',
    existing: [
      ['a', ['best'], 10, 1],
      ['b', ['latest', 'interrupted'], 15, null],
    ],
    incoming: ['c', ['latest'], 20, 2],
    keep: { a: ['best'], b: [], c: ['latest'] },
    remove: [],
  },
  {
    title: 'replaces an interrupted checkpoint by the next one',
    existing: [
      ['a', [], 10, 1],
      ['b', ['latest', 'interrupted'], 15, null],
    ],
    incoming: ['c', ['latest', 'interrupted'], 17, null],
    keep: { b: [], c: ['latest', 'interrupted'] },
    remove: ['a'],
  },
  {
    title:
      'keeps the place to go on from, and the best that it knows, beside a best checkpoint of the same step',
    existing: [
      ['a', ['best'], 10, 1],
      ['b', ['latest'], 25, null],
    ],
    incoming: ['c', ['best'], 25, 0.5],
    keep: { a: ['earlierBest'], b: ['latest'], c: ['best'] },
    remove: [],
  },
  {
    title: 'lets go of that one with the next best to go on from',
    existing: [
      ['a', ['earlierBest'], 10, 1],
      ['b', ['latest'], 25, null],
      ['c', ['best'], 25, 0.5],
    ],
    incoming: ['d', ['best', 'latest'], 30, 0.4],
    keep: { b: [], d: ['best', 'latest'] },
    remove: ['a', 'c'],
  },
];

describe('retain', () => {
  it.each(cases)('$title', ({ saveTopK = 1, keepPeriodic, direction = 'min', ...checkpoints }) => {
    const { existing, incoming, keep, remove } = checkpoints;
    const summary = ([id, kinds, step, value]: Case['incoming']): Retained => ({ id, kinds, step, value });
    const config = checkpointSchema.parse({ saveTopK, keepPeriodic });
    const retention = retain(existing.map(summary), summary(incoming), config, direction);
    expect(Object.fromEntries(retention.keep)).toEqual(keep);
    expect(retention.remove).toEqual(remove);
  });
});
