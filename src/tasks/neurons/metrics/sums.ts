/** What a step sums: the loss, and of each session its own. */
import type { Metrics } from '../../../protocol/events';
import type { Session } from '../data/session';

const sessionSums = ['samples', 'loss', 'weight'] as const;

/** `count` and the sum of the losses; then of each session samples, Σ dfs·ℓ and Σ dfs. The auxiliary loss ends them. */
export function sumNamesOf(sessions: readonly Pick<Session, 'name'>[]): string[] {
  return [
    'count',
    'loss',
    ...sessions.flatMap(({ name }) => sessionSums.map((sum) => `${sum}/${name}`)),
    'aux_loss',
  ];
}

/** Where the sums of a session begin. */
export const sessionPlace = (index: number): number => 2 + index * sessionSums.length;

/** @param sums as `sumNamesOf` names them. */
export function trainingMetrics(
  sums: Float64Array,
  sessions: readonly Pick<Session, 'name'>[],
  { auxiliary, drawn }: { auxiliary: boolean; drawn: boolean },
): Metrics {
  const count = sums[0]!;
  const metrics: Metrics = { loss: sums[1]! / count };
  if (auxiliary) metrics.aux_loss = sums.at(-1)! / count;
  sessions.forEach(({ name }, index) => {
    const place = sessionPlace(index);
    if (sessions.length > 1) metrics[`loss/${name}`] = sums[place + 1]! / sums[place + 2]!;
    if (drawn) metrics[`drawn/${name}`] = sums[place]!;
  });
  return metrics;
}
