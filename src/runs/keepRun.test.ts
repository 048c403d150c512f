/** The keeper of runs, over a form in memory that writes down what it is asked for. */
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { testState } from '../engine/checkpoints/state.fixture';
import type { TrainControl } from '../engine/training/stages';
import type { TrainerEvent } from '../engine/training/trainerEvent';
import { AnnealError } from '../protocol/errors';
import type { CheckpointKind, TrainEvent } from '../protocol/events';
import { noSteps } from '../protocol/steps';
import { type KeepRunOptions, keepRun, type RunForm } from './keepRun';
import type { RunListener } from './runListener';

const started: TrainerEvent = {
  type: 'started',
  backend: { name: 'cpu', device: 'JavaScript', software: false, reason: null },
  parameterCount: 1,
  stepsPerEpoch: 10,
  totalSteps: 30,
  totalEpochs: 3,
  rows: { train: 10, validation: 2, test: 0 },
  metrics: [],
  resumedFrom: null,
};
const finished: TrainerEvent = {
  type: 'finished',
  reason: 'completed',
  epoch: 3,
  step: 30,
  best: null,
  test: null,
  seconds: 1,
};

function snapshot(step: number, kinds: CheckpointKind[]): TrainerEvent {
  const checkpoint: Checkpoint = { state: testState({ step, value: 1 / step }), tensors: [] };
  return {
    type: 'snapshot',
    kinds,
    checkpoint,
    direction: 'min',
    history: { epochs: [], steps: noSteps },
  };
}

type Packed = { byteLength: number };

/** @param order gets what is done to it, beside what others put there. */
function formOf(order: string[], change: Partial<RunForm<Packed>> = {}): RunForm<Packed> {
  return {
    kept: async () => ({ known: [], givenUp: [] }),
    idOf: ({ step }) => `step-${step}`,
    pack: () => ({ byteLength: 8 }),
    begin: async () => null,
    async commit({ summary }) {
      order.push(`committed ${summary.id}`);
      return {};
    },
    async record({ type }) {
      order.push(`kept ${type}`);
    },
    ...change,
  };
}

const { config } = testState({});

function keep(
  events: readonly TrainerEvent[],
  form: RunForm<Packed>,
  more: Partial<KeepRunOptions<Packed>> = {},
  control: TrainControl = { request: 'run' },
): AsyncGenerator<TrainEvent> {
  return keepRun({
    form,
    async *open() {
      yield* events;
    },
    run: {
      id: 'r',
      name: 'r',
      config,
      dataset: { name: 'd', fingerprint: 'f' },
      control,
      resumedFrom: null,
    },
    ...more,
  });
}

async function all(events: AsyncIterable<TrainEvent>): Promise<TrainEvent[]> {
  const found: TrainEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

describe('the keeper of a run', () => {
  it('keeps each event before listeners hear it, and they hear it before the outside does', async () => {
    const order: string[] = [];
    const listener: RunListener = {
      name: 'a',
      started: ({ name }) => void order.push(`opened ${name}`),
      heard: ({ type }) => void order.push(`heard ${type}`),
      ended: (last) => void order.push(`ended after ${last?.type}`),
    };
    const events = [started, snapshot(10, ['latest']), finished];
    for await (const { type } of keep(events, formOf(order), { listeners: [listener] })) {
      order.push(`told ${type}`);
    }
    expect(order).toEqual([
      'opened r',
      ...['kept started', 'heard started', 'told started'],
      ...['committed step-10', 'heard checkpoint', 'told checkpoint'],
      ...['kept finished', 'heard finished', 'ended after finished', 'told finished'],
    ]);
  });

  it('says what becomes of earlier checkpoints, those of a given-up future among them', async () => {
    const order: string[] = [];
    const before = { epoch: 1, monitor: 'loss', bytes: 8, createdAt: '' };
    const form = formOf(order, {
      kept: async () => ({
        known: [
          { ...before, id: 'a', step: 5, value: null, kinds: [] },
          { ...before, id: 'b', step: 10, value: 1, kinds: ['best', 'latest'] },
        ],
        givenUp: ['ahead'],
      }),
    });
    const told = await all(
      keep([started, snapshot(20, ['latest']), snapshot(30, ['latest']), finished], form),
    );
    expect(told[1]).toMatchObject({
      id: 'step-20',
      replaces: ['ahead', 'a'],
      kindsOf: { b: ['best'] },
      kinds: ['latest'],
    });
    expect(told[2]).toMatchObject({ id: 'step-30', replaces: [], kindsOf: { 'step-20': [] } });
  });

  it('fails for all to hear where a checkpoint cannot be kept, and ends the training', async () => {
    const order: string[] = [];
    const full = () => Promise.reject(new AnnealError('storage-failed', 'The disk is full.'));
    let closed = false;
    const told = await all(
      keep([], formOf(order, { commit: full }), {
        async *open() {
          try {
            yield started;
            yield snapshot(10, ['latest']);
            yield finished;
          } finally {
            closed = true;
          }
        },
        listeners: [{ name: 'a', ended: (last) => void order.push(`ended after ${last?.type}`) }],
      }),
    );
    expect(told.map(({ type }) => type)).toEqual(['started', 'failed']);
    expect(told[1]).toMatchObject({ error: { code: 'storage-failed' } });
    expect(order).toEqual(['kept started', 'kept failed', 'ended after failed']);
    expect(closed).toBe(true);
  });

  it('keeps nothing of a training that cannot begin, which listeners hear of', async () => {
    const order: string[] = [];
    const failed: TrainerEvent = { type: 'failed', error: { code: 'config-invalid', message: 'No.' } };
    const listener: RunListener = {
      name: 'a',
      heard: ({ type }) => void order.push(type),
      ended: () => void order.push('ended'),
    };
    const told = all(keep([failed], formOf(order), { listeners: [listener] }));
    await expect(told).rejects.toMatchObject({ code: 'config-invalid' });
    expect(order).toEqual(['failed', 'ended']);
  });

  it('warns of a listener that throws and leaves it out, at the end before the last event', async () => {
    const order: string[] = [];
    const broken = (at: 'started' | 'heard' | 'ended'): RunListener => ({
      name: `The one of ${at}`,
      [at]() {
        order.push(`broke at ${at}`);
        throw new Error('Broken.');
      },
    });
    const listeners = [broken('started'), broken('heard'), broken('ended')];
    const told = await all(keep([started, finished], formOf([]), { listeners }));
    expect(order).toEqual(['broke at started', 'broke at heard', 'broke at ended']);
    expect(told.map((event) => (event.type === 'warning' ? event.message : event.type))).toEqual([
      'started',
      'The one of heard failed at "started" and hears nothing more of this run: Broken.',
      'The one of started failed at the opening of the run and hears nothing more of this run: Broken.',
      'The one of ended failed at its end and hears nothing more of this run: Broken.',
      'finished',
    ]);
  });

  it('ends listeners also where nobody asks for the rest', async () => {
    const order: string[] = [];
    const listener: RunListener = {
      name: 'a',
      ended: (last) => void order.push(`ended after ${last?.type}`),
    };
    for await (const { type } of keep([started, finished], formOf([]), { listeners: [listener] })) {
      if (type === 'started') break;
    }
    expect(order).toEqual(['ended after started']);
  });
});
