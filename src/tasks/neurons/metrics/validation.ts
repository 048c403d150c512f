/** What validation tells: bits per spike and likelihoods, overall, by session and by subject. */
import type { Metrics } from '../../../protocol/events';
import type { SessionMeasures } from './measuring';
import { sharedSubjects } from './metricInfos';
import { mean, meanBitsPerSpike, unitMeasures, unitSumNames } from './unitSums';

/** Means over the units of a session. */
export interface SessionFigures {
  name: string;
  subject: string;
  units: number;
  /** Samples, as the unit with most of them has. */
  samples: number;
  loss: number;
  bps: number;
  correlation: number;
  /** NaN without repeats. */
  meanCorrelation: number;
  normalisedCorrelation: number;
}

/**
 * `loss` is the mean over sessions of Σ w·(p − r ln p) / Σ w; `bps` the mean over sessions of the mean over units of
 * max(bits per spike, 0); the correlations likewise. Sessions without samples are left out.
 */
export function validationMetrics(sessions: readonly SessionMeasures[]): Metrics {
  const told = sessions.map(sessionFigures);
  const { loss, bps, correlation, meanCorrelation, normalisedCorrelation } = overallFigures(told);
  const metrics: Metrics = { loss, bps, correlation };
  if (sessions.some(({ repeats }) => repeats)) {
    metrics.repeat_correlation = meanCorrelation;
    metrics.ccnorm = normalisedCorrelation;
  }
  if (told.length > 1) {
    for (const { name, loss, bps } of told) {
      metrics[`loss/${name}`] = loss;
      metrics[`bps/${name}`] = bps;
    }
  }
  for (const subject of sharedSubjects(told.map(({ name }) => name))) {
    const { loss, bps } = overallFigures(told.filter((one) => one.subject === subject));
    metrics[`loss/${subject}`] = loss;
    metrics[`bps/${subject}`] = bps;
  }
  return metrics;
}

const figureNames = ['loss', 'bps', 'correlation', 'meanCorrelation', 'normalisedCorrelation'] as const;

/** Means over sessions. */
export function overallFigures(
  sessions: readonly SessionFigures[],
): Record<(typeof figureNames)[number], number> {
  const over = (figure: (typeof figureNames)[number]) => mean(sessions.map((session) => session[figure]));
  return {
    loss: over('loss'),
    bps: over('bps'),
    correlation: over('correlation'),
    meanCorrelation: over('meanCorrelation'),
    normalisedCorrelation: over('normalisedCorrelation'),
  };
}

export function sessionFigures({ name, subject, units, sums, repeats }: SessionMeasures): SessionFigures {
  const measures = unitMeasures(sums, units);
  const total = (row: (typeof unitSumNames)[number]) => {
    const place = unitSumNames.indexOf(row) * units;
    return sums.subarray(place, place + units).reduce((sum, value) => sum + value, 0);
  };
  return {
    ...{ name, subject, units },
    samples: measures.reduce((most, { bins }) => Math.max(most, bins), 0),
    loss: -total('wLogLikelihood') / total('w'),
    bps: meanBitsPerSpike(measures),
    correlation: mean(measures.map(({ correlation }) => correlation)),
    meanCorrelation: mean((repeats ?? []).map(({ meanCorrelation }) => meanCorrelation)),
    normalisedCorrelation: mean((repeats ?? []).map(({ normalisedCorrelation }) => normalisedCorrelation)),
  };
}
