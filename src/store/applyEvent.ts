/** One run and one event in, the next state of the run out. Pure; the points of an event go to `series.ts`. */

import type { FinishReason, StartedEvent, TrainEvent } from '../protocol/events';
import type { RunStatus } from '../protocol/records';
import { logLine } from '../runs/runLog';
import { type LiveRun, type LogLine, logLimit } from './liveRun';

/** @param now when the event arrived, for its line in the log. */
export function applyEvent(live: LiveRun, event: TrainEvent, now: Date = new Date()): LiveRun {
  const context = { learningRate: live.lastEpoch?.learningRate, metrics: live.started?.metrics };
  return withLogLines(withEvent(live, event), logLine(event, now, context));
}

function withEvent(live: LiveRun, event: TrainEvent): LiveRun {
  switch (event.type) {
    case 'started':
      return {
        ...live,
        ...position(event, event.resumedFrom?.step ?? 0),
        status: 'training',
        started: event,
        finished: null,
        error: null,
        examplesPerSecond: null,
        stepMilliseconds: null,
        etaSeconds: null,
      };
    case 'planned': {
      const { totalEpochs, totalSteps } = event;
      const started = live.started && { ...live.started, totalEpochs, totalSteps };
      return { ...live, ...position(started, live.step), started };
    }
    case 'batch': {
      // The last points of an epoch may come without a step since the ones before: then the speed is the earlier one.
      const { examplesPerSecond, stepMilliseconds } = event.stepMilliseconds > 0 ? event : live;
      return {
        ...live,
        ...position(live.started, event.step),
        examplesPerSecond,
        stepMilliseconds,
        etaSeconds: event.etaSeconds,
      };
    }
    case 'epoch':
      return {
        ...live,
        ...position(live.started, event.step),
        lastEpoch: event,
        etaSeconds: event.etaSeconds,
      };
    case 'examples':
      return { ...live, examples: event };
    case 'validation':
    case 'checkpoint':
    case 'tensors':
      return live;
    case 'warning':
      return {
        ...live,
        warnings: [...live.warnings, { code: event.code, message: event.message }].slice(-logLimit),
      };
    case 'paused':
      return { ...live, status: 'paused' };
    case 'resumed':
      return { ...live, status: 'training' };
    case 'finished':
      return {
        ...live,
        status: statusOf(event.reason),
        finished: event,
        step: event.step,
        progress: event.reason === 'stopped' ? live.progress : 1,
        etaSeconds: null,
      };
    case 'failed':
      return { ...live, status: 'failed', error: event.error, etaSeconds: null };
    default:
      return unreachable(event);
  }
}

function statusOf(reason: FinishReason): RunStatus {
  return reason === 'stopped' ? 'stopped' : 'finished';
}

/** Where a run stands after `step` optimizer steps: the running epoch from 0, and the part of the whole run. */
function position(started: StartedEvent | null, step: number): Pick<LiveRun, 'epoch' | 'step' | 'progress'> {
  if (!started) return { epoch: 0, step, progress: 0 };
  const { stepsPerEpoch, totalSteps, totalEpochs } = started;
  return {
    epoch: Math.min(Math.floor(step / Math.max(1, stepsPerEpoch)), Math.max(0, totalEpochs - 1)),
    step,
    progress: totalSteps > 0 ? Math.min(1, step / totalSteps) : 0,
  };
}

function withLogLines(live: LiveRun, text: string | null): LiveRun {
  if (text === null) return live;
  const first = (live.log.at(-1)?.index ?? -1) + 1;
  const lines = text.split('\n').map((line, offset): LogLine => ({ index: first + offset, text: line }));
  return { ...live, log: [...live.log, ...lines].slice(-logLimit) };
}

function unreachable(event: never): never {
  throw new Error(`Unknown event ${JSON.stringify(event)}`);
}
