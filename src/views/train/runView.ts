/** A run as Train shows it: what the live events say, else what was stored when it was last trained. Pure. */
import type { Shortage } from '../../engine/training/pool';
import type { EpochRow, Metrics, StartedEvent } from '../../protocol/events';
import type { MetricInfo } from '../../protocol/metrics';
import type { RunRecord, RunStatus } from '../../protocol/records';
import type { LiveRun } from '../../store/liveRun';
import { metricsOfRun } from '../../tasks/recordedMetrics';

export interface RunView {
  status: RunStatus;
  /** What a run lacks that waits for its turn. */
  waitsFor: Shortage | null;
  /** The running epoch, or the last one, from 1. */
  epoch: number;
  totalEpochs: number;
  step: number;
  totalSteps: number;
  /** 0 to 1. */
  progress: number;
  etaSeconds: number | null;
  /** The last finished epoch. */
  row: EpochRow | null;
  metrics: readonly MetricInfo[];
  test: Metrics | null;
}

/** @param rows finished epochs of all sessions. */
export function runView(run: RunRecord, live: LiveRun | null, rows: readonly EpochRow[]): RunView {
  const row = rows.at(-1) ?? live?.lastEpoch ?? null;
  const metrics = live?.started?.metrics ?? metricsOfRun(run, row ? [row] : []);
  if (live?.started) {
    return {
      status: live.status,
      waitsFor: live.waitsFor,
      epoch: epochOf(live, live.started),
      totalEpochs: live.started.totalEpochs,
      step: live.step,
      totalSteps: live.started.totalSteps,
      progress: live.progress,
      etaSeconds: live.etaSeconds,
      row,
      metrics,
      test: live.finished?.test ?? run.test,
    };
  }
  const done = run.status === 'finished';
  // A lone checkpoint is what its epochs made it; nothing of it is under way.
  const between = done || (run.alone === true && !live);
  return {
    status: live?.status ?? run.status,
    waitsFor: live?.waitsFor ?? null,
    epoch: Math.max(1, Math.min(run.epoch + (between ? 0 : 1), run.totalEpochs)),
    totalEpochs: run.totalEpochs,
    step: run.step,
    totalSteps: run.totalSteps,
    progress: done ? 1 : storedProgress(run),
    etaSeconds: null,
    row,
    metrics,
    test: run.test,
  };
}

/** One that has stopped early is in no epoch any more. */
function epochOf({ status, step, epoch }: LiveRun, { stepsPerEpoch, totalEpochs }: StartedEvent): number {
  const current = status === 'finished' ? Math.ceil(step / Math.max(1, stepsPerEpoch)) : epoch + 1;
  return Math.min(Math.max(1, current), totalEpochs);
}

/** A checkpoint that came alone knows its epochs, and not how many steps they are. */
function storedProgress({ step, totalSteps, epoch, totalEpochs }: RunRecord): number {
  const [done, total] = totalSteps > 0 ? [step, totalSteps] : [epoch, totalEpochs];
  return total > 0 ? Math.min(1, done / total) : 0;
}
