/** Two callbacks that say that a training is alive: a line at every event, or the few lines of an epoch. */
import { parseMonitor } from '../protocol/metrics';
import type { Callback } from './callbacks';
import { timestamp } from './runLog';
import { scientific } from './statisticsTable';

export interface HeartbeatOptions {
  /** Gets each line; standard error when not given. */
  print?: (line: string) => void;
  /** Steps between two lines about batches at the least; batch events come every `training.logEveryNSteps` steps. */
  everyNSteps?: number;
}

/** A line with its time at every event: "2026-01-31 12:00:00,123 - validation begins: epoch 3". */
export function heartbeat({ print = console.error, everyNSteps = 1 }: HeartbeatOptions = {}): Callback {
  let lastStep = Number.NEGATIVE_INFINITY;
  const say = (text: string) => print(`${timestamp(new Date())} - ${text}`);
  return {
    name: 'heartbeat',
    begins: ({ config, folder }) => say(`fit begins: ${config.task} into ${folder}`),
    started({ totalEpochs, stepsPerEpoch, resumedFrom }) {
      const from = resumedFrom ? `, from step ${resumedFrom.step}` : '';
      say(`training begins: ${totalEpochs} epochs of ${stepsPerEpoch} steps${from}`);
    },
    batch({ epoch, step, steps }) {
      if (step - lastStep < everyNSteps) return;
      lastStep = step;
      const loss = steps.channels.loss?.at(-1);
      say(`batch: epoch ${epoch}, step ${step}${loss === undefined ? '' : `, loss ${scientific(loss)}`}`);
    },
    validation: ({ stage, epoch }) =>
      say(`validation ${stage === 'begins' ? 'begins' : 'is done'}: epoch ${epoch}`),
    epoch: ({ epoch, step, seconds }) => say(`epoch ${epoch} ends: step ${step}, ${seconds.toFixed(2)} s`),
    checkpoint: ({ kinds, step }) => say(`checkpoint: ${kinds.join(', ')}, step ${step}`),
    tensors: ({ epoch }) => say(`tensors: epoch ${epoch}`),
    warning: ({ message }) => say(`warning: ${message}`),
    paused: ({ step }) => say(`paused: step ${step}`),
    resumed: ({ step }) => say(`goes on: step ${step}`),
    finished: ({ reason, step }) => say(`finished: ${reason}, step ${step}`),
    failed: ({ error }) => say(`failed: ${error.message}`),
  };
}

export interface EpochHeartbeatOptions extends Pick<HeartbeatOptions, 'print'> {
  /** As `checkpoint.monitor` names it, which it is when not given. */
  metric?: string;
}

/** "training begins", then for each epoch "… running validation", "validation done" and "epoch 3 — loss: 0.1234". */
export function epochHeartbeat({ print = console.error, metric }: EpochHeartbeatOptions = {}): Callback {
  return {
    name: 'epoch-heartbeat',
    started: () => print('training begins'),
    validation: ({ stage }) => print(stage === 'begins' ? '… running validation' : 'validation done'),
    epoch({ epoch, train, validation }, { config }) {
      const watched = metric ?? config.checkpoint.monitor;
      const { metric: name, split } = parseMonitor(watched);
      const value = (split === 'train' ? train : { ...train, ...validation })[name] ?? Number.NaN;
      print(`epoch ${epoch} — ${watched}: ${fourDigits(value)}`);
    },
  };
}

/** Four decimals, and four digits of what they would hide. */
function fourDigits(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : value.toFixed(4);
}
