/**
 * The schedules that know the future: a rate for every index, whether it counts epochs or steps.
 * The one that has to look at a metric is `plateau.ts`.
 */

/** @param index 0 for the first epoch or step after the warm-up. */
export type RateCurve = (index: number) => number;

/** The same rate throughout. */
export function constant(base: number): RateCurve {
  return () => base;
}

/**
 * From the base rate to `endFactor` of it along a straight line, then level. PyTorch: LinearLR from factor 1.
 * @param length the index at which the end is reached.
 */
export function linear(base: number, endFactor: number, length: number): RateCurve {
  return (index) => base * (1 + (endFactor - 1) * Math.min(index / length, 1));
}

/** Multiplied by `gamma` after every `stepSize`. PyTorch: StepLR. */
export function stepDecay(base: number, stepSize: number, gamma: number): RateCurve {
  return (index) => base * gamma ** Math.floor(index / stepSize);
}

/** Multiplied by `gamma` at each milestone; one listed twice counts twice. PyTorch: MultiStepLR. */
export function multiStep(base: number, milestones: readonly number[], gamma: number): RateCurve {
  return (index) => base * gamma ** milestones.filter((milestone) => milestone <= index).length;
}

/** Multiplied by `gamma` each time. PyTorch: ExponentialLR. */
export function exponential(base: number, gamma: number): RateCurve {
  return (index) => base * gamma ** index;
}

/** From the base rate to `endFactor` of it at `length`, by the same factor each time. optax: exponential_decay. */
export function exponentialTo(base: number, endFactor: number, length: number): RateCurve {
  return (index) => base * endFactor ** (index / length);
}

/**
 * min + (base − min) · (1 − index / length)^power, then level.
 * PyTorch: PolynomialLR, which always ends at 0; here at `minLearningRate`.
 */
export function polynomial(base: number, minLearningRate: number, power: number, length: number): RateCurve {
  return (index) => minLearningRate + (base - minLearningRate) * (1 - Math.min(index / length, 1)) ** power;
}

/**
 * Half a cosine wave from the base rate to the lowest: min + (base − min) · (1 + cos(π · index / length)) / 2.
 * Loshchilov & Hutter, "SGDR", ICLR 2017. PyTorch: CosineAnnealingLR, and like there the wave swings on:
 * a run longer than `length` sees the rate rise again.
 */
export function cosine(base: number, minLearningRate: number, length: number): RateCurve {
  return (index) =>
    minLearningRate + ((base - minLearningRate) * (1 + Math.cos((Math.PI * index) / length))) / 2;
}

/** The same, level after its length. optax: cosine_decay_schedule. */
export function levelCosine(base: number, minLearningRate: number, length: number): RateCurve {
  const wave = cosine(base, minLearningRate, length);
  return (index) => wave(Math.min(index, length));
}

/**
 * Half cosine waves one after the other, each `periodFactor` times as long as the one before.
 * Loshchilov & Hutter, "SGDR", ICLR 2017. PyTorch: CosineAnnealingWarmRestarts (T_0, T_mult, eta_min).
 */
export function cosineWarmRestarts(
  base: number,
  minLearningRate: number,
  period: number,
  periodFactor: number,
): RateCurve {
  return (index) => {
    let length = period;
    let position = index;
    if (periodFactor === 1) position %= period;
    else {
      for (; position >= length; length *= periodFactor) position -= length;
    }
    return cosine(base, minLearningRate, length)(position);
  };
}

export interface OneCycleOptions {
  riseFraction: number;
  /** First rate = peak / startDivisor. */
  startDivisor: number;
  /** Last rate = first rate / endDivisor. */
  endDivisor: number;
  length: number;
}

/**
 * Up to the peak and down to almost nothing, each along half a cosine wave.
 * Smith & Topin, "Super-convergence", 2018. PyTorch: OneCycleLR with cosine annealing, without cycling momentum.
 *
 * PyTorch counts rates: `total_steps` of them, with indices 0 to total_steps − 1, and reaches the end at the last.
 * `length` here means what it means in every other schedule, the index at which the end is reached, so
 * PyTorch's total_steps is length + 1, and its peak at riseFraction · total_steps − 1 follows from that.
 */
export function oneCycle(
  peak: number,
  { riseFraction, startDivisor, endDivisor, length }: OneCycleOptions,
): RateCurve {
  const first = peak / startDivisor;
  const last = first / endDivisor;
  // In a cycle of a few steps PyTorch's formula can put the peak before the start.
  const top = Math.max(riseFraction * (length + 1) - 1, 0);
  return (index) => {
    if (index < top) return between(first, peak, index / top);
    return between(peak, last, Math.min((index - top) / (length - top), 1));
  };
}

export interface OneCyclesOptions {
  cycles: number;
  /** Of a cycle. */
  length: number;
  riseFraction: number;
  /** A cycle's first rate = its peak / startDivisor. */
  startDivisor: number;
  /** A cycle's last rate = its peak / endDivisor. */
  endDivisor: number;
}

/**
 * One cycle after the other, the peak of the i-th being peak · (1 − i / cycles); level after the last.
 * optax: cosine_onecycle_schedule (transition_steps = length) by join_schedules, its final_div_factor being
 * endDivisor / startDivisor.
 */
export function oneCycles(
  peak: number,
  { cycles, length, riseFraction, startDivisor, endDivisor }: OneCyclesOptions,
): RateCurve {
  const top = Math.floor(riseFraction * length);
  return (index) => {
    const cycle = Math.min(Math.floor(index / length), cycles - 1);
    const position = index - cycle * length;
    const own = peak * (1 - cycle / cycles);
    if (position < top) return between(own / startDivisor, own, position / top);
    return between(own, own / endDivisor, Math.min((position - top) / (length - top), 1));
  };
}

/** Along half a cosine wave; `part` from 0 to 1. */
function between(start: number, end: number, part: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * part))) / 2;
}
