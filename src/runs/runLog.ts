/** The log of a run: one event as lines in the format of Python's logging, "2026-01-31 12:00:00,123 - INFO - message". */
import type {
  BatchEvent,
  CheckpointEvent,
  EpochEvent,
  FinishedEvent,
  FinishReason,
  StartedEvent,
  TrainEvent,
} from '../protocol/events';
import {
  definedValue,
  type MetricInfo,
  metricNamed,
  monitorTitle,
  parseMonitor,
  titleWithUnit,
} from '../protocol/metrics';
import { stepPoint } from '../protocol/steps';
import { cellText, scientific } from './statisticsTable';
import { isFiniteTensor, tensorLine } from './tensorLine';

type Level = 'INFO' | 'WARNING' | 'ERROR';

/** What an event itself does not say; lines about it are left out, or names stand for titles, where it is not known. */
export interface LogContext {
  /** The last one, for the summary at the end. */
  learningRate?: number | null;
  /** As `started` gave them. */
  metrics?: readonly MetricInfo[];
}

/**
 * @param date when it happened; printed in local time.
 * @returns one line or, for the start and the end of a run, several; null for events that are not logged, as batches unless a setting asks for them.
 */
export function logLine(event: TrainEvent, date: Date, context: LogContext = {}): string | null {
  const lines = (level: Level, messages: readonly string[]) =>
    messages.map((message) => `${timestamp(date)} - ${level} - ${message}`).join('\n');
  switch (event.type) {
    case 'started':
      return lines('INFO', startMessages(event));
    case 'epoch':
      return lines('INFO', [epochMessage(event)]);
    case 'checkpoint':
      return lines('INFO', [checkpointMessage(event)]);
    case 'warning':
      return lines('WARNING', [event.message]);
    case 'planned':
      return lines('INFO', [
        `${event.totalEpochs} epochs fit into the time, ${event.totalSteps} steps in all`,
      ]);
    case 'paused':
      return lines('INFO', [`Paused in ${place(event)}`]);
    case 'resumed':
      return lines('INFO', [`Continued in ${place(event)}`]);
    case 'finished':
      return lines('INFO', summary(event, context));
    case 'tensors':
      return [
        lines('INFO', [`Tensors after epoch ${event.epoch}, step ${event.step}:`]),
        ...event.tensors.map((tensor) =>
          lines(isFiniteTensor(tensor) ? 'INFO' : 'WARNING', [tensorLine(tensor)]),
        ),
      ].join('\n');
    case 'failed':
      return lines('ERROR', [event.error.message]);
    case 'batch':
      return event.logged ? lines('INFO', [batchMessage(event)]) : null;
    case 'validation':
    case 'examples':
      return null;
  }
}

/** Local time as Python's logging writes it: "2026-01-31 12:00:00,123". */
export function timestamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Epochs in events are completed ones; a pause is inside the one after. */
function place({ epoch, step }: { epoch: number; step: number }): string {
  return `epoch ${epoch + 1} after step ${step}`;
}

/** Of the last step that was read back. */
function batchMessage({ epoch, step, steps, stepMilliseconds }: BatchEvent): string {
  const { loss, learningRate, gradientNorm } = stepPoint(steps, steps.step.length - 1);
  const numbers = `loss ${scientific(loss)}, learning rate ${scientific(learningRate)}, gradient norm ${scientific(gradientNorm)}`;
  // Where no step was made since the last event, there is no time of one.
  const time = stepMilliseconds > 0 ? `, ${stepMilliseconds.toFixed(1)} ms a step` : '';
  return `Epoch ${epoch}, step ${step}: ${numbers}${time}`;
}

function startMessages(event: StartedEvent): string[] {
  const { backend, rows, resumedFrom } = event;
  const reason = backend.reason ? `: ${backend.reason}` : '';
  const messages = [
    `Training on ${backend.name} (${backend.device})${reason}`,
    `${event.parameterCount} parameters; ${rows.train} training, ${rows.validation} validation, ${rows.test} test rows`,
    `${event.totalEpochs} epochs of ${event.stepsPerEpoch} steps, ${event.totalSteps} steps in all`,
    ...(event.about ?? []),
  ];
  if (resumedFrom) messages.push(`Resumed in ${place(resumedFrom)}`);
  return messages;
}

function epochMessage(event: EpochEvent): string {
  const { epoch, train, validation, learningRate, seconds, batchSeconds, isBest } = event;
  const parts = [`train loss ${scientific(train.loss ?? Number.NaN)}`];
  if (validation) parts.push(`validation loss ${scientific(validation.loss ?? Number.NaN)}`);
  parts.push(`learning rate ${scientific(learningRate)}`, `${seconds.toFixed(2)} s`);
  if (batchSeconds !== undefined) parts.push(`${(1000 * batchSeconds).toPrecision(3)} ms a batch`);
  if (isBest) parts.push('best so far');
  return `Epoch ${epoch}: ${parts.join(', ')}`;
}

function checkpointMessage({ kinds, epoch, step }: CheckpointEvent): string {
  return `Checkpoint saved (${kinds.join(', ')}): epoch ${epoch}, step ${step}`;
}

const reasons: Record<FinishReason, string> = {
  completed: 'all epochs are done',
  'early-stopping': 'the validation no longer improves',
  'max-steps': 'the step limit is reached',
  'max-minutes': 'the time limit is reached',
  stopped: 'stopped and saved',
};

function summary(
  { reason, best, test, comparison, seconds }: FinishedEvent,
  { learningRate = null, metrics: infos = [] }: LogContext,
): string[] {
  const messages = [`Finished: ${reasons[reason]}`];
  if (best) {
    const split = parseMonitor(best.monitor).split === null ? 'validation ' : '';
    const title = monitorTitle(best.monitor, infos);
    messages.push(`Best epoch: ${best.epoch}`, `Best ${split}${title}: ${scientific(best.value)}`);
  }
  if (test) {
    const metrics = Object.entries(test).map(([name, value]) => {
      const info = metricNamed(infos, name);
      return `${titleWithUnit(info)} ${cellText(definedValue(info, value))}`;
    });
    messages.push(`Test: ${metrics.join(', ')}`);
  }
  messages.push(...(comparison?.words ?? []), `Total training time: ${seconds.toFixed(2)} s`);
  if (learningRate !== null) messages.push(`Final learning rate: ${scientific(learningRate)}`);
  return messages;
}
