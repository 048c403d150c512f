/**
 * The weights of a segmentation loss over a run. A scheduler moves weight between the overlap part and the one other
 * part, which together have 1, at the end of each epoch; without one the weights stay. Its history is its state.
 */
import { z } from 'zod';
import type { LossWeights } from '../../../engine/losses/lossWeights';
import { AnnealError } from '../../../protocol/errors';
import type { Metrics } from '../../../protocol/events';
import type { LossSchedulerConfig } from './config';
import type { WeightRule } from './weightRules';
import { adaptive, cosineFall, performance, stepRise } from './weightRules';

/** The validation metric that the rules look at. */
const METRIC = 'dice';

const overlapNames = ['dice', 'jaccard', 'tversky', 'focalTversky'];

const stateSchema = z.object({
  /** In the order of the names. */
  weights: z.array(z.number()),
  history: z.array(
    z.object({
      epoch: z.number().int(),
      /** By name, after the epoch. */
      weights: z.record(z.string(), z.number()),
      /** Of the validation; null where one is not a number. */
      metrics: z.record(z.string(), z.number().nullable()),
    }),
  ),
});
export type LossSchedulerState = z.infer<typeof stateSchema>;

/**
 * @param names parts of the loss @param weights theirs, as the run begins
 * @throws config-invalid when there is a scheduler and the parts are not one of overlap and one other.
 */
export function createLossScheduler(
  config: LossSchedulerConfig,
  names: readonly string[],
  weights: readonly number[],
): LossWeights {
  const rule = ruleOf(config);
  const overlap = rule ? overlapOf(config.name, names) : 0;
  let state: LossSchedulerState = { weights: [...weights], history: [] };

  function observe(validation: Metrics | null, epoch: number): void {
    if (!rule) return;
    const metrics = Object.fromEntries(
      Object.entries(validation ?? {}).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
    );
    const before = state.history.map((entry) => entry.metrics[METRIC] ?? null);
    const weight = state.weights[overlap]!;
    const moved = rule(weight, { epoch, dice: metrics[METRIC] ?? null, before });
    // A weight that stays leaves the other as it was configured, too.
    const next =
      moved === weight ? state.weights : state.weights.map((_, i) => (i === overlap ? moved : 1 - moved));
    const entry = { epoch, weights: Object.fromEntries(names.map((name, i) => [name, next[i]!])), metrics };
    state = { weights: next, history: [...state.history, entry] };
  }

  return {
    names: [...names],
    values: () => [...state.weights],
    observe,
    state: () => structuredClone(state),
    restore(saved) {
      const parsed = stateSchema.safeParse(saved);
      if (!parsed.success || parsed.data.weights.length !== names.length) {
        throw new AnnealError(
          'checkpoint-mismatch',
          `The checkpoint has no weights for the loss's parts ${names.join(', ')}.`,
          {
            place: 'state.lossWeights',
            received: JSON.stringify(saved),
            remedy: 'Resume with the loss that the run was started with.',
          },
        );
      }
      state = parsed.data;
    },
  };
}

function ruleOf(config: LossSchedulerConfig): WeightRule | null {
  switch (config.name) {
    case 'none':
      return null;
    case 'adaptive':
      return adaptive(config);
    case 'cosine':
      return cosineFall(config);
    case 'step':
      return stepRise(config);
    case 'performance':
      return performance(config);
  }
}

/** Which of the two parts is of overlap. */
function overlapOf(scheduler: string, names: readonly string[]): number {
  const overlaps = names.flatMap((name, i) => (overlapNames.includes(name) ? [i] : []));
  if (names.length === 2 && overlaps.length === 1) return overlaps[0]!;
  throw new AnnealError(
    'config-invalid',
    `The loss scheduler "${scheduler}" moves weight between one part of overlap and one other; the loss has ${names.join(', ')}.`,
    {
      place: 'loss.scheduler.name',
      received: names.join(', '),
      remedy: `Give exactly one of ${overlapNames.join(', ')} and one other part (such as bce or focal) a weight, or set \`loss.scheduler.name\` to none.`,
    },
  );
}
