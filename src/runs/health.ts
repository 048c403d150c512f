/**
 * What the history of a run says about its health, in words: one finding for each thing that is looked for. Pure, over plain
 * numbers. Falls and rises are measured against how far a loss has fallen and against its noise, so that a loss may be of any
 * size and sign; the thresholds are rules of thumb.
 */
import type { Finding } from '../protocol/diagnostics';

export interface HealthHistory {
  /** Of each epoch; NaN where a loss is not known. */
  epochs: { epoch: ArrayLike<number>; train: ArrayLike<number>; validation: ArrayLike<number> };
  /** Of optimizer steps, or of stretches of them: fractional epoch, mean norm of the gradient before clipping, and its largest. */
  steps: { epoch: ArrayLike<number>; gradientNorm: ArrayLike<number>; largestNorm?: ArrayLike<number> };
  /** Whether it is at its end: of one that goes on nobody can say that it has ended too early. */
  ended: boolean;
}

export function runHealth(history: HealthHistory): Finding[] {
  const train = curveOf(history.epochs.epoch, history.epochs.train);
  const validation = curveOf(history.epochs.epoch, history.epochs.validation);
  return [
    overfitting(train, validation),
    learning(train),
    learningRate(train, history.ended),
    gradients(history.steps, train),
  ];
}

/** A loss by epoch, and smoothed: medians of so many epochs up to each. */
interface LossCurve {
  epoch: number[];
  loss: number[];
  smooth: number[];
  window: number;
  /** Place of its lowest smoothed value. */
  lowest: number;
  /** From the highest of its first epochs to the lowest. */
  fall: number;
  /** Of single epochs around the smoothed curve: 1.48 times the median deviation. */
  noise: number;
}

/** Of fewer epochs nothing is said. */
const FEWEST_EPOCHS = 8;

function curveOf(epochs: ArrayLike<number>, losses: ArrayLike<number>): LossCurve | null {
  const known = Array.from({ length: losses.length }, (_, i) => i).filter((i) => Number.isFinite(losses[i]!));
  if (known.length < FEWEST_EPOCHS) return null;
  const epoch = known.map((i) => epochs[i]!);
  const loss = known.map((i) => losses[i]!);
  const window = Math.max(3, Math.min(15, Math.round(loss.length / 10)));
  const smooth = loss.map((_, i) => median(loss.slice(Math.max(0, i - window + 1), i + 1)));
  const lowest = smooth.reduce((best, value, i) => (value < smooth[best]! ? i : best), 0);
  const first = loss.slice(0, window).reduce((most, value) => Math.max(most, value), loss[0]!);
  const noise = 1.4826 * median(loss.slice(1).map((value, i) => Math.abs(value - smooth[i]!)));
  return { epoch, loss, smooth, window, lowest, fall: Math.max(0, first - smooth[lowest]!), noise };
}

/** The rise since the lowest value counts from a tenth of the fall, 5 % of the loss, and three times the noise. */
const RISE = { ofFall: 0.1, ofLoss: 0.05, ofNoise: 3, severe: 0.5 };

function overfitting(train: LossCurve | null, validation: LossCurve | null): Finding {
  const about = { code: 'over-fitting', title: 'Over-fitting' };
  if (!train || !validation) return tooLittle(about, `${FEWEST_EPOCHS} epochs with a validation`);
  const { smooth, epoch, lowest, window, fall, noise } = validation;
  const last = smooth.length - 1;
  const best = smooth[lowest]!;
  const rise = smooth[last]! - best;
  const needed = Math.max(RISE.ofFall * fall, RISE.ofLoss * Math.abs(best), RISE.ofNoise * noise);
  const trainFell = smoothAt(train, epoch[lowest]!) - train.smooth.at(-1)!;
  if (last - lowest < window || !(rise > needed) || !(trainFell > 0)) {
    return good(about, `The validation loss is lowest at epoch ${epoch[lowest]} of ${epoch[last]}.`);
  }
  const share = fall > 0 ? `, ${percent(rise / fall)} of what it had fallen,` : '';
  return {
    ...about,
    tone: rise > RISE.severe * fall ? 'bad' : 'warn',
    message: `The validation loss is lowest about epoch ${epoch[lowest]} and has risen since from ${brief(best)} to ${brief(smooth[last]!)}${share} while the training loss went on falling.`,
    remedy:
      'Use the best checkpoint, which is kept. Stop earlier, take more data or augmentation, weight decay or dropout, or a smaller model.',
  };
}

/** A loss that has fallen by less since its first epoch has not moved. */
const STALLED = { ofLoss: 0.01, ofNoise: 1 };

function learning(train: LossCurve | null): Finding {
  const about = { code: 'stalled-loss', title: 'Stalled loss' };
  if (!train) return tooLittle(about, `${FEWEST_EPOCHS} epochs`);
  const { loss, smooth, lowest, epoch, noise } = train;
  const [first, best] = [loss[0]!, smooth[lowest]!];
  const fell = first - best;
  if (fell > Math.max(STALLED.ofLoss * Math.abs(first), STALLED.ofNoise * noise) || best === 0) {
    return good(
      about,
      `The training loss fell from ${brief(first)} in epoch ${epoch[0]} to ${brief(best)} at epoch ${epoch[lowest]}.`,
    );
  }
  return {
    ...about,
    tone: 'warn',
    message: `The training loss has hardly moved since epoch ${epoch[0]}: ${brief(first)} then, ${brief(best)} at its lowest, epoch ${epoch[lowest]} of ${epoch.at(-1)}.`,
    remedy:
      'Try learning rates ten times larger and smaller; look whether inputs and targets belong together and are scaled, and whether parameters are frozen.',
  };
}

/** Up again by half of the fall; swings of a fifth of the loss; a last fifth of the epochs that brings 15 % of the fall. */
const RATE = { risen: 0.5, swing: 0.2, turns: 0.55, stillFalling: 0.15, lastPart: 0.2 };

function learningRate(train: LossCurve | null, ended: boolean): Finding {
  const about = { code: 'learning-rate', title: 'Learning rate' };
  if (!train) return tooLittle(about, `${FEWEST_EPOCHS} epochs`);
  const { loss, smooth, epoch, lowest, fall, noise } = train;
  const last = smooth.length - 1;
  const rise = smooth[last]! - smooth[lowest]!;
  if (
    last - lowest >= 2 &&
    rise > Math.max(RATE.risen * fall, 5 * noise, RISE.ofLoss * Math.abs(smooth[lowest]!))
  ) {
    return {
      ...about,
      tone: 'bad',
      message: `The training loss itself has risen since epoch ${epoch[lowest]}, from ${brief(smooth[lowest]!)} to ${brief(smooth[last]!)}: training has become unstable.`,
      remedy: 'Lower the learning rate to a third or a tenth, warm it up, or clip gradients by their norm.',
    };
  }
  const late = loss.slice(Math.floor(loss.length / 2));
  const changes = late.slice(1).map((value, i) => value - late[i]!);
  const turns =
    changes.slice(1).filter((change, i) => change * changes[i]! < 0).length / Math.max(1, changes.length - 1);
  // What a loss near its floor does matters little beside how far it has fallen.
  const swing = median(changes.map(Math.abs)) / Math.max(Math.abs(median(late)), RATE.swing * fall);
  if (turns > RATE.turns && swing > RATE.swing) {
    return {
      ...about,
      tone: 'warn',
      message: `From epoch to epoch the training loss swings by ${percent(swing)} in the second half of the run, up and down in turn: the steps are too large.`,
      remedy: 'Lower the learning rate to a third, let it decay, or take larger batches.',
    };
  }
  const from = Math.floor((1 - RATE.lastPart) * last);
  const lately = smooth[from]! - smooth[last]!;
  const whole = loss[0]! - smooth[last]!;
  if (ended && whole > 3 * noise && lately > RATE.stillFalling * whole && lowest >= last - 1) {
    return {
      ...about,
      tone: 'warn',
      message: `The training loss was still falling as fast as ever when the run ended: ${percent(lately / whole)} of its fall came after epoch ${epoch[from]} of ${epoch[last]}.`,
      remedy: 'Raise the learning rate three times, or go on with more epochs.',
    };
  }
  const share =
    whole > 0 ? `; ${percent(Math.max(0, lately / whole))} of its fall came after epoch ${epoch[from]}` : '';
  return good(about, `The training loss falls without swings${share}.`);
}

/** Parts of a run whose median gradient norms are compared. */
const PARTS = 20;
const GRADIENT = { grown: 20, spike: 100, vanished: 1e-3, tiny: 1e-7, learnt: 0.05 };

function gradients(
  { epoch, gradientNorm, largestNorm = gradientNorm }: HealthHistory['steps'],
  train: LossCurve | null,
): Finding {
  const about = { code: 'gradients', title: 'Gradients' };
  const count = gradientNorm.length;
  if (count < 2 * PARTS) return tooLittle(about, `${2 * PARTS} steps`);
  const norms = Array.from({ length: count }, (_, i) => gradientNorm[i]!);
  const broken = norms.findIndex((norm) => !Number.isFinite(norm));
  if (broken >= 0) {
    return {
      ...about,
      tone: 'bad',
      message: `The gradient norm is ${norms[broken]} at epoch ${place(epoch[broken]!)}.`,
      remedy:
        'Lower the learning rate, clip gradients by their norm, and look for extreme values in the data.',
    };
  }
  const edge = (part: number) => Math.floor((part * count) / PARTS);
  const parts = Array.from({ length: PARTS }, (_, part) => median(norms.slice(edge(part), edge(part + 1))));
  const early = median(parts.slice(1, PARTS / 2));
  const late = Math.min(...parts.slice(-2));
  if (late > GRADIENT.grown * early) {
    const since = parts.findIndex((norm, part) => part > 0 && norm > GRADIENT.grown * early);
    return {
      ...about,
      tone: 'bad',
      message: `Gradients explode: since epoch ${place(epoch[edge(since)]!)} their norm is more than ${GRADIENT.grown} times what it was, ${brief(late)} instead of ${brief(early)}.`,
      remedy: 'Lower the learning rate, or clip gradients by their norm.',
    };
  }
  const whole = median(norms);
  const peaks = Array.from({ length: count }, (_, i) => largestNorm[i]!);
  const largest = peaks.reduce((most, norm, i) => (norm > peaks[most]! ? i : most), 0);
  const around = median(norms.slice(Math.max(0, largest - 20), largest + 21));
  if (peaks[largest]! > GRADIENT.spike * Math.max(whole, around)) {
    return {
      ...about,
      tone: 'warn',
      message: `Single gradients are more than ${GRADIENT.spike} times as large as the others, the largest ${brief(peaks[largest]!)} at epoch ${place(epoch[largest]!)}.`,
      remedy: 'Clip gradients by their norm, and look at the rows of that step for extreme values.',
    };
  }
  const began = median(parts.slice(0, 2));
  const learnt = train ? (train.loss[0]! - train.smooth[train.lowest]!) / Math.abs(train.loss[0]!) : 1;
  if ((late < GRADIENT.vanished * began || late < GRADIENT.tiny) && learnt < GRADIENT.learnt) {
    return {
      ...about,
      tone: 'warn',
      message: `Gradients vanish: their norm is ${brief(late)} at the end and was ${brief(began)} at the start, and the loss has fallen by ${percent(Math.max(0, learnt))} only.`,
      remedy:
        'Scale inputs and targets, take another activation or initializer, add norms or residual connections, or raise the learning rate.',
    };
  }
  return good(
    about,
    `The gradient norm stays between ${brief(Math.min(...parts))} and ${brief(Math.max(...parts))}.`,
  );
}

function good(about: Pick<Finding, 'code' | 'title'>, message: string, early = false): Finding {
  return {
    ...about,
    tone: 'good',
    message: early ? `${message.slice(0, -1)} so far.` : message,
    remedy: null,
  };
}

function tooLittle(about: Pick<Finding, 'code' | 'title'>, needed: string): Finding {
  return { ...about, tone: 'unknown', message: `This takes ${needed}.`, remedy: null };
}

/** The smoothed loss at an epoch, or at the last one before it. */
function smoothAt({ epoch, smooth }: LossCurve, at: number): number {
  const place = epoch.findLastIndex((value) => value <= at);
  return smooth[Math.max(0, place)]!;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const percent = (part: number) => `${Number((100 * part).toPrecision(2))} %`;
const place = (epoch: number) => Number(epoch.toFixed(1));

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
