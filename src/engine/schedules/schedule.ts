/**
 * The learning rate of every optimizer step: the contract, and the schedule of a configuration.
 * To add one: its options in `protocol/scheduleConfig.ts`, its formula in `curves.ts`, its case below.
 */
import type { TrainingConfig } from '../../protocol/config';
import type { ScheduleConfig } from '../../protocol/scheduleConfig';
import type { RateCurve } from './curves';
import {
  constant,
  cosine,
  cosineWarmRestarts,
  exponential,
  exponentialTo,
  levelCosine,
  linear,
  multiStep,
  oneCycle,
  oneCycles,
  polynomial,
  stepDecay,
} from './curves';
import { plateau } from './plateau';

export interface Position {
  /** Index of the running epoch, from 0. */
  epoch: number;
  /** Optimizer steps already done, over all epochs. */
  step: number;
}

export interface Schedule {
  /** The rate of the next optimizer step. The same position gives the same rate, until the next `observe`. */
  rate(position: Position): number;
  /** The monitored metric at an epoch's end; only the plateau schedule looks at it. */
  observe(metric: number): void;
  /** What `observe` has changed, for the checkpoint; empty for all but the plateau schedule. */
  state(): Record<string, number | null>;
  /** @throws checkpoint-mismatch when the state is not this schedule's. */
  restore(state: unknown): void;
}

export interface RunLength {
  stepsPerEpoch: number;
  /** Optimizer steps of the whole run. */
  totalSteps: number;
  /** Whether less or more of the monitored metric is better; 'min' when not given. */
  mode?: 'min' | 'max';
}

/**
 * The warm-up rises to the schedule's own first rate, (i + 1) / warmup of it for i < warmup, or i / warmup from zero; the
 * schedule then starts with index 0, so its milestones count from there. A length of null is the rest of the run in the schedule's unit:
 * the end would be reached one after the last, as with PyTorch's T_max = number of epochs.
 */
export function createSchedule(training: TrainingConfig, length: RunLength): Schedule {
  const config = training.schedule;
  if (config.name === 'plateau') {
    const reducing = plateau(training.learningRate, { ...config, mode: length.mode ?? 'min' });
    return {
      rate: ({ epoch }) => reducing.rate() * warmupFactor(epoch, config),
      observe: reducing.observe,
      state: reducing.state,
      restore: reducing.restore,
    };
  }
  const byEpoch = config.unit === 'epoch';
  const total = byEpoch ? Math.ceil(length.totalSteps / length.stepsPerEpoch) : length.totalSteps;
  const curve = curveOf(config, training.learningRate, total);
  return {
    rate({ epoch, step }) {
      const index = byEpoch ? epoch : step;
      return curve(Math.max(index - config.warmup, 0)) * warmupFactor(index, config);
    },
    observe() {},
    state: () => ({}),
    restore() {},
  };
}

function warmupFactor(index: number, { warmup, warmupFromZero }: ScheduleConfig): number {
  return index < warmup ? (index + (warmupFromZero ? 0 : 1)) / warmup : 1;
}

/** @param total epochs or steps of the whole run. */
function curveOf(
  config: Exclude<ScheduleConfig, { name: 'plateau' }>,
  base: number,
  total: number,
): RateCurve {
  const rest = Math.max(total - config.warmup, 1);
  switch (config.name) {
    case 'constant':
      return constant(base);
    case 'linear':
      return linear(base, config.endFactor, config.length ?? rest);
    case 'step':
      return stepDecay(base, config.stepSize ?? Math.max(Math.floor(total / 3), 1), config.gamma);
    case 'multiStep':
      return multiStep(base, config.milestones, config.gamma);
    case 'exponential':
      return config.minFactor === null
        ? exponential(base, config.gamma)
        : exponentialTo(base, config.minFactor, rest);
    case 'polynomial':
      return polynomial(base, config.minLearningRate, config.power, config.length ?? rest);
    case 'cosine': {
      const lowest = config.minFactor === null ? config.minLearningRate : base * config.minFactor;
      const length = config.length ?? rest;
      return config.form === 'full'
        ? cosine(base, lowest, length)
        : levelCosine(base, lowest, Math.max(length - config.warmup, 1));
    }
    case 'cosineWarmRestarts':
      return cosineWarmRestarts(
        base,
        config.minLearningRate,
        config.period ?? Math.max(Math.floor(rest / 2), 1),
        config.periodFactor,
      );
    case 'oneCycle':
      return oneCycle(base, { ...config, length: config.length ?? rest });
    case 'oneCycles':
      return oneCycles(base, { ...config, length: config.cycleLength });
  }
}
