/** A stored run has the files that it would have, had it been logged. */

import { expect, test } from 'vitest';
import { readEventRun } from '../../formats/tensorboard/read';
import { readWandb } from '../../formats/wandb/read';
import type { EpochRow, TrainEvent } from '../../protocol/events';
import type { LogFormat } from '../../protocol/logging';
import type { RunRecord } from '../../protocol/records';
import { joinSteps } from '../../protocol/steps';
import { bundle } from '../capsule/runBundle.fixture';
import type { RunListener } from '../runListener';
import { fileLoggers } from './fileLoggers';
import { memoryFolder } from './logFolder';
import { finishedEvent, heardRun, lossAt, startedEvent, tensor, trainingEvents } from './loggedRun.fixture';
import { type ReplayedRun, replayedFiles, replayRun } from './replay';

const START = Date.UTC(2026, 0, 31, 12);
const STEPS = 15;

/** The training of the loggers' tests, each step two seconds after the one before. */
function* timedEvents(): Generator<TrainEvent> {
  yield startedEvent();
  for (const event of trainingEvents(0, STEPS)) {
    if (event.type === 'batch') event.steps.time[0] = START + 2000 * (event.step - 1);
    yield event;
  }
  yield finishedEvent(STEPS);
}

/** What the storage has of it. */
function stored(change: Partial<RunRecord> = {}): ReplayedRun {
  const events = [...timedEvents()];
  const { id, name, config } = heardRun();
  const [started, finished] = [events[0], events.at(-1)];
  if (started?.type !== 'started' || finished?.type !== 'finished') throw new Error('not a whole run');
  const { reason: finishReason, epoch, step, best, test, seconds } = finished;
  const ended = { finishReason, epoch, step, best, test, seconds, metrics: started.metrics };
  return {
    run: { ...bundle().run, id, name, config, ...ended, notes: '', tags: [], ...change },
    epochs: events.flatMap((event): EpochRow[] => {
      if (event.type !== 'epoch') return [];
      const { type: _, best: _best, etaSeconds: __, ...row } = event;
      return [{ ...row, tensors: [tensor] }];
    }),
    steps: joinSteps(events.flatMap((event) => (event.type === 'batch' ? [event.steps] : []))),
  };
}

async function liveFiles(format: LogFormat) {
  const folder = memoryFolder();
  let time = START;
  const logger = fileLoggers[format]({ folder, now: () => new Date(time) });
  await logger.started?.(heardRun());
  for (const event of timedEvents()) {
    if (event.type === 'batch') time = event.steps.time[0]!;
    await logger.heard?.(event);
  }
  await logger.ended?.(null);
  return folder.files();
}

const named = (files: Map<string, Uint8Array<ArrayBuffer>>) =>
  [...files].map(([path, bytes]) => ({ name: path.split('/').at(-1)!, blob: new Blob([bytes]) }));

const readers = {
  tensorboard: (files: Map<string, Uint8Array<ArrayBuffer>>) => readEventRun(named(files)),
  wandb: (files: Map<string, Uint8Array<ArrayBuffer>>) => readWandb(named(files)[0]!),
};

test.each(['tensorboard', 'wandb'] as const)(
  '%s files of a stored run are those of the logged one',
  async (format) => {
    const [live, replayed] = [await liveFiles(format), await replayedFiles(stored(), format)];
    expect([...replayed.keys()]).toEqual([...live.keys()]);
    const [expected, read] = [await readers[format](live), await readers[format](replayed)];
    expect([...read.curves.keys()].sort()).toEqual([...expected.curves.keys()].sort());
    for (const [name, curve] of expected.curves) expect([name, read.curves.get(name)]).toEqual([name, curve]);
    expect(read.settings).toEqual(expected.settings);
    expect(read.problems).toEqual(expected.problems);
    expect(read.status).toBe('finished');
  },
);

test('the files have every step and epoch of the history, each at its time', async () => {
  const history = stored();
  const events = await readers.tensorboard(await replayedFiles(history, 'tensorboard'));
  const rows = await readers.wandb(await replayedFiles(history, 'wandb'));
  expect([...rows.curves.get('step/loss')!.value]).toEqual([...history.steps.channels.loss!]);
  expect([...rows.curves.get('step/loss')!.wallTime]).toEqual(
    [...history.steps.time].map((time) => time / 1000),
  );
  expect([...rows.curves.get('validation/loss')!.value]).toEqual(
    history.epochs.map(({ validation }) => validation!.loss),
  );
  expect(rows.summary.get('test/loss')).toBe(0.25);
  const loss = events.curves.get('step/loss')!;
  expect([...loss.value]).toEqual([...history.steps.channels.loss!].map(Math.fround));
  expect([...loss.step]).toEqual([...history.steps.step]);
  expect([...events.curves.get('test/loss')!.step]).toEqual([STEPS]);
  expect(events.histograms.get('input.kernel')!.map(({ step }) => step)).toEqual([5, 10, 15]);
});

test('where no time is known, epochs come as long after the beginning of the run as they took', async () => {
  const history = stored();
  history.steps.time.fill(Number.NaN);
  const rows = await readers.wandb(await replayedFiles(history, 'wandb'));
  const begun = Date.parse(history.run.createdAt) / 1000;
  expect([...rows.curves.get('train/loss')!.wallTime]).toEqual([2, 4, 6].map((after) => begun + after));
  expect([...rows.curves.get('step/loss')!.value]).toEqual(
    Array.from({ length: STEPS }, (_, i) => lossAt(i + 1)),
  );
});

test('a run that is under way, or has only epochs, ends as it stands', async () => {
  const { run, epochs } = stored({ status: 'interrupted' });
  const { steps } = bundle();
  const rows = await readers.wandb(await replayedFiles({ run, epochs, steps }, 'wandb'));
  expect(rows).toMatchObject({ status: null, exitCode: null });
  expect([...rows.curves.get('train/loss')!.step]).toEqual([5, 10, 15]);
  const error = { code: 'out-of-memory', message: 'No memory is left.' } as const;
  const failed = await readers.wandb(await replayedFiles(stored({ status: 'failed', error }), 'wandb'));
  expect(failed.exitCode).toBe(1);
});

test('many steps are told a thousand at a time, with notes and tags as they are now', async () => {
  const count = 2500;
  const { run, epochs } = stored({ notes: 'a note', tags: ['kept'] });
  const column = (of: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => of(i));
  const steps = {
    step: column((i) => i + 1),
    epoch: column((i) => (i + 1) / 1000),
    time: column(() => START),
    channels: { loss: column((i) => i) },
  };
  const heard: TrainEvent[] = [];
  let notes = '';
  const listener: RunListener = {
    name: 'test',
    started({ config }) {
      notes = [config.experiment.notes, ...config.experiment.tags].join();
    },
    heard: (event) => void heard.push(event),
  };
  await replayRun({ run, epochs: [{ ...epochs[0]!, step: 1500 }], steps }, () => listener);
  expect(heard.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type))).toEqual([
    'started',
    'batch 1000',
    'batch 1500',
    'epoch 1500',
    'tensors 1500',
    'batch 2500',
    'finished 15',
  ]);
  expect(notes).toBe('a note,kept');
});
