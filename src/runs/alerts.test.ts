import { describe, expect, it } from 'vitest';
import { testState } from '../engine/checkpoints/state.fixture';
import { type AlertRule, alertSettingsSchema } from '../protocol/alerts';
import type { TrainEvent } from '../protocol/events';
import { stepColumns } from '../protocol/steps';
import { alertListener } from './alerts';

const { config } = testState({});
const run = {
  id: 'r',
  name: 'run 1',
  config,
  dataset: { name: 'd', fingerprint: 'f' },
  control: { request: 'run' as const },
  resumedFrom: null,
};

function epoch(number: number, validation: Record<string, number> | null): TrainEvent {
  const row = {
    epoch: number,
    step: 10 * number,
    train: { loss: 1 },
    validation,
    learningRate: 1,
    seconds: 1,
  };
  return { type: 'epoch', ...row, isBest: false, best: null, etaSeconds: 0 };
}

function batch(losses: readonly number[]): TrainEvent {
  const rows = losses.map((loss, i) => ({ step: i + 1, epoch: 0, loss, learningRate: 1, gradientNorm: 1 }));
  const rest = { examplesPerSecond: 1, stepMilliseconds: 1, etaSeconds: 1 };
  return { type: 'batch', epoch: 1, step: losses.length, steps: stepColumns(rows), ...rest };
}

function heard(rules: Omit<AlertRule, 'id'>[], events: readonly TrainEvent[], onEnd = false): string[] {
  const titles: string[] = [];
  const settings = alertSettingsSchema.parse({
    rules: rules.map((rule, i) => ({ id: `${i}`, ...rule })),
    onEnd,
  });
  const listener = alertListener(
    () => settings,
    ({ title }) => titles.push(title),
  );
  void listener.started?.(run);
  for (const event of events) void listener.heard?.(event);
  return titles;
}

describe('alerts', () => {
  it('are raised once when a rule comes true, and again after it was false', () => {
    const rule = { of: 'validation', metric: 'loss', is: 'below', value: 0.5 } as const;
    const losses = [1, 0.4, 0.3, 0.6, 0.45];
    expect(
      heard(
        [rule],
        losses.map((loss, i) => epoch(i + 1, { loss })),
      ),
    ).toEqual([
      'run 1: validation loss is 0.4, below 0.5 after epoch 2',
      'run 1: validation loss is 0.45, below 0.5 after epoch 5',
    ]);
  });

  it('look at every step, and know what is not finite from what is large', () => {
    const above = { of: 'step', metric: 'loss', is: 'above', value: 10 } as const;
    const lost = { of: 'step', metric: 'loss', is: 'notFinite', value: 0 } as const;
    expect(heard([above, lost], [batch([1, 50, 2]), batch([Number.NaN])])).toEqual([
      'run 1: loss is 50, above 10 at step 2',
      'run 1: loss is not finite at step 1',
    ]);
  });

  it('are silent where nothing is measured, and about names that every object has', () => {
    const rules = ['loss', 'constructor', '__proto__'].map(
      (metric) => ({ of: 'validation', metric, is: 'notFinite', value: 0 }) as const,
    );
    expect(heard(rules, [epoch(1, null), epoch(2, { mae: 1 })])).toEqual([]);
  });

  it('tell of the end only where that is asked for', () => {
    const whole = { epoch: 1, step: 10, best: null, test: null, seconds: 1 };
    const end: TrainEvent = { type: 'finished', reason: 'completed', ...whole };
    const failed: TrainEvent = {
      type: 'failed',
      error: { code: 'device-lost', message: 'The GPU was lost.' },
    };
    expect(heard([], [end, failed])).toEqual([]);
    expect(heard([], [end, failed], true)).toEqual([
      'run 1 has finished',
      'run 1 has failed: The GPU was lost.',
    ]);
  });
});
