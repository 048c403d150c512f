/**
 * Multiplied by `factor` when the monitored metric has not improved for more than `patience` epochs.
 * PyTorch: ReduceLROnPlateau with a relative threshold and no cooldown.
 */
import { z } from 'zod';
import { AnnealError } from '../../protocol/errors';

export interface PlateauOptions {
  factor: number;
  /** Epochs without improvement that are forgiven. */
  patience: number;
  /** Relative to the size of the best value. */
  threshold: number;
  minLearningRate: number;
  mode: 'min' | 'max';
}

const stateSchema = z.object({
  rate: z.number(),
  /** null before the first observation. */
  best: z.number().nullable(),
  badEpochs: z.number().int(),
});
type PlateauState = z.infer<typeof stateSchema>;

/** PyTorch's `eps`: a reduction smaller than this is not made. */
const smallestReduction = 1e-8;

export interface Plateau {
  rate(): number;
  observe(metric: number): void;
  state(): PlateauState;
  restore(state: unknown): void;
}

export function plateau(base: number, options: PlateauOptions): Plateau {
  let state: PlateauState = { rate: base, best: null, badEpochs: 0 };

  /** A metric that is not a number never improves. */
  function improves(metric: number): boolean {
    if (state.best === null) return !Number.isNaN(metric);
    // |best|, where PyTorch takes best itself: below zero that would call a standstill an improvement.
    const margin = options.threshold * Math.abs(state.best);
    return options.mode === 'min' ? metric < state.best - margin : metric > state.best + margin;
  }

  function observe(metric: number): void {
    if (improves(metric)) {
      state = { ...state, best: metric, badEpochs: 0 };
      return;
    }
    const badEpochs = state.badEpochs + 1;
    if (badEpochs <= options.patience) {
      state = { ...state, badEpochs };
      return;
    }
    const reduced = Math.max(state.rate * options.factor, options.minLearningRate);
    const rate = state.rate - reduced > smallestReduction ? reduced : state.rate;
    state = { ...state, rate, badEpochs: 0 };
  }

  return {
    rate: () => state.rate,
    observe,
    state: () => ({ ...state }),
    restore(saved) {
      const parsed = stateSchema.safeParse(saved);
      if (!parsed.success) {
        throw new AnnealError('checkpoint-mismatch', 'The checkpoint has no state of a plateau schedule.', {
          place: 'state.schedule',
          received: JSON.stringify(saved),
          remedy: 'Resume with the schedule that the run was started with.',
        });
      }
      state = parsed.data;
    },
  };
}
