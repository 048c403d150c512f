/** Data of the four-panel loss picture: both losses, on a log axis, their gap, and the smoothed validation loss. */

import { defined, meanDefined } from '../engine/metrics/statistics';
import type { EpochRow } from '../protocol/events';

/** The four panels of the loss picture share these points. */
export interface LossPoint {
  epoch: number;
  train: number | null;
  validation: number | null;
  /** |train − validation|. */
  gap: number | null;
}

export interface LossAnalysis {
  /** Panels one to three: both losses, the same on a log axis, and their gap. */
  points: LossPoint[];
  /** How many first epochs are left out, because their large losses would flatten a long run. */
  droppedEpochs: number;
  /** Whether every loss is above zero, so that a log axis shows them all. */
  logScale: boolean;
  /** Panel four: mean of the validation loss over `window` epochs, at the last of them; null for short runs. */
  movingAverage: { window: number; points: { epoch: number; value: number | null }[] } | null;
}

/** Runs longer than this leave out their first epochs, whose large losses would flatten the rest. */
const longRun = 200;
const droppedOfLongRun = 40;
const widestWindow = 10;

export function lossAnalysis(epochs: readonly EpochRow[]): LossAnalysis {
  const droppedEpochs = epochs.length > longRun ? droppedOfLongRun : 0;
  const points = epochs.slice(droppedEpochs).map((row): LossPoint => {
    const train = defined(row.train.loss ?? Number.NaN);
    const validation = defined(row.validation?.loss ?? Number.NaN);
    const gap = train === null || validation === null ? null : Math.abs(train - validation);
    return { epoch: row.epoch, train, validation, gap };
  });
  const losses = points.flatMap(({ train, validation }) => [train, validation]);
  return {
    points,
    droppedEpochs,
    logScale: losses.every((loss) => loss === null || loss > 0),
    movingAverage: movingAverage(points),
  };
}

function movingAverage(points: readonly LossPoint[]): LossAnalysis['movingAverage'] {
  const window = Math.min(widestWindow, Math.floor(points.length / 4));
  if (window < 2 || points.every(({ validation }) => validation === null)) return null;
  return {
    window,
    points: points.slice(window - 1).map(({ epoch }, start) => ({
      epoch,
      value: meanDefined(points.slice(start, start + window).map(({ validation }) => validation)),
    })),
  };
}
