/** What validation tells: bits per spike and likelihoods, overall, by session and by subject. */
import type { Metrics } from '../../../protocol/events';
import { sharedSubjects } from './metricInfos';
import { mean, meanBitsPerSpike, unitMeasures, unitSumNames } from './unitSums';

/** Sums of a session's units, as `unitSums` has them. */
export interface SessionMeasures {
  name: string;
  subject: string;
  units: number;
  sums: Float64Array;
}

/**
 * `loss` is the mean over sessions of Σ w·(p − r ln p) / Σ w; `bps` the mean over sessions of the mean over units of
 * max(bits per spike, 0); `correlation` likewise. Sessions without samples are left out.
 */
export function validationMetrics(sessions: readonly SessionMeasures[]): Metrics {
  const told = sessions.map(sessionFigures);
  const over = (some: typeof told) => ({
    loss: mean(some.map(({ loss }) => loss)),
    bps: mean(some.map(({ bps }) => bps)),
  });
  const metrics: Metrics = { ...over(told), correlation: mean(told.map(({ correlation }) => correlation)) };
  if (told.length > 1) {
    for (const { name, loss, bps } of told) {
      metrics[`loss/${name}`] = loss;
      metrics[`bps/${name}`] = bps;
    }
  }
  for (const subject of sharedSubjects(told.map(({ name }) => name))) {
    const { loss, bps } = over(told.filter((one) => one.subject === subject));
    metrics[`loss/${subject}`] = loss;
    metrics[`bps/${subject}`] = bps;
  }
  return metrics;
}

/** Loss, bits per spike and correlation of a session, and of each of its units. */
export function sessionFigures({ name, subject, units, sums }: SessionMeasures) {
  const measures = unitMeasures(sums, units);
  const total = (row: (typeof unitSumNames)[number]) => {
    const place = unitSumNames.indexOf(row) * units;
    return sums.subarray(place, place + units).reduce((sum, value) => sum + value, 0);
  };
  return {
    name,
    subject,
    loss: -total('wLogLikelihood') / total('w'),
    bps: meanBitsPerSpike(measures),
    correlation: mean(measures.map(({ correlation }) => correlation)),
    units: measures,
  };
}
