/** Scores of sessions, or of units where sessions are few, as validation has them. */
import { expect, it } from 'vitest';
import { randomStream } from '../../../engine/random';
import type { Session } from '../data/session';
import type { SessionMeasures } from '../metrics/measuring';
import { unitMeasures, unitSumNames } from '../metrics/unitSums';
import { sessionFigures, validationMetrics } from '../metrics/validation';
import { scoresOfSessions } from './sessionScores';

function made(count: number): { sessions: Session[]; measured: SessionMeasures[] } {
  const random = randomStream(1, 'sessions');
  const names = Array.from({ length: count }, (_, i) => `m${i}_a`);
  return {
    sessions: names.map((name) => ({ name, cids: Float64Array.of(7, 8) }) as unknown as Session),
    measured: names.map((name) => ({
      ...{ name, subject: name, units: 2, repeats: null, stretch: { start: 0, rates: new Float32Array(2) } },
      sums: Float64Array.from({ length: 2 * unitSumNames.length }, (_, i) => {
        const base = { w: 100, wr: 40, wp: 42, wLogLikelihood: -60, wrr: 60, wpp: 30, wrp: 35 };
        return base[unitSumNames[Math.floor(i / 2)]!] * (1 + 0.05 * random.uniform());
      }),
    })),
  };
}

it('take sessions as pairs where there are enough of them', () => {
  const { sessions, measured } = made(5);
  const scores = scoresOfSessions(sessions, measured, Uint32Array.of(1, 2));
  expect(scores.pairs).toEqual({ one: 'session', many: 'sessions', names: sessions.map(({ name }) => name) });
  expect(scores.note).toBeUndefined();
  const metrics = validationMetrics(measured);
  const mean = (name: string) => {
    const { values } = scores.measures.find((measure) => measure.name === name)!;
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  expect(mean('bps')).toBeCloseTo(metrics.bps!, 12);
  expect(mean('correlation')).toBeCloseTo(metrics.correlation!, 12);
  expect(mean('poisson_loss')).toBeCloseTo(metrics.loss!, 12);
});

it('take units of few sessions, and say what that means', () => {
  const { sessions, measured } = made(2);
  const scores = scoresOfSessions(sessions, measured, Uint32Array.of(1, 2));
  expect(scores.pairs).toEqual({
    one: 'unit',
    many: 'units',
    names: ['m0_a 7', 'm0_a 8', 'm1_a 7', 'm1_a 8'],
  });
  expect(scores.note).toBe(
    '2 sessions cannot stand for others, so units are the pairs: the interval speaks of these recordings alone.',
  );
  const [bps, correlation, loss] = scores.measures.map(({ values }) => [...values]);
  const units = measured.flatMap(({ sums }) => unitMeasures(sums, 2));
  expect(bps).toEqual(units.map(({ bitsPerSpike }) => Math.max(0, bitsPerSpike)));
  expect(correlation).toEqual(units.map((unit) => unit.correlation));
  // Weights of the two units are about alike, so the mean is about that of the session.
  expect((loss![0]! + loss![1]!) / 2).toBeCloseTo(sessionFigures(measured[0]!).loss, 2);
});
