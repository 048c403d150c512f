/** Logs of other programs as runs: which values come where, and what is said of the rest. */
import { describe, expect, it } from 'vitest';
import { growingCurves, type ReadRun } from '../../formats/readRun';
import { runRecordSchema } from '../../protocol/records';
import { stepColumns, stepPoints } from '../../protocol/steps';
import { bundle } from '../capsule/runBundle.fixture';
import { replayedFiles } from '../loggers/replay';
import { csvLogOf, readCsvLog } from './csvLog';
import { foreignBundle, metricOf } from './foreignBundle';
import { isLog, readLogs } from './readLogs';

const now = new Date('2026-01-02T03:04:05Z');

function readRun(points: [tag: string, step: number, wallTime: number, value: number][]): ReadRun {
  const curves = growingCurves();
  for (const point of points) curves.add(...point);
  return {
    name: null,
    curves: curves.columns(),
    settings: new Map([['lr', 0.1]]),
    summary: new Map(),
    status: 'finished',
    problems: [],
  };
}

const bundleOf = (points: Parameters<typeof readRun>[0]) =>
  foreignBundle(readRun(points), { program: 'TensorBoard', name: 'logs/a', now });

const file = (path: string, text: string) => ({
  name: path.split('/').at(-1)!,
  path,
  blob: new Blob([text]),
});

describe('the log of another program', () => {
  it('is a run whose dense curves are steps and whose sparse ones are rows', () => {
    const { run, steps, epochs } = bundleOf([
      ...[1, 2, 3, 4].flatMap((step): Parameters<typeof readRun>[0] => [
        ['train/loss', step, 1000 + step, 1 / step],
        ['lr', step, 1000 + step, 0.1],
        ['custom/thing', step, 1000 + step, -step],
      ]),
      ['val/loss', 2, 1002.5, 0.75],
      ['val/loss', 4, 1004.5, 0.5],
      ['val/acc', 4, 1004.5, 0.9],
    ]);
    expect(Object.keys(steps.channels).sort()).toEqual(['custom/thing', 'learningRate', 'loss']);
    expect(stepPoints(steps).map(({ loss }) => loss)).toEqual([1, 0.5, 1 / 3, 0.25]);
    expect([...steps.time]).toEqual([1001e3, 1002e3, 1003e3, 1004e3]);
    expect(epochs.map(({ step, validation }) => [step, validation])).toEqual([
      [2, { loss: 0.75 }],
      [4, { loss: 0.5, acc: 0.9 }],
    ]);
    expect(run).toMatchObject({
      name: 'logs/a',
      // It counts steps alone.
      totalEpochs: 0,
      status: 'finished',
      step: 4,
      seconds: 3.5,
      best: { monitor: 'loss', value: 0.5, step: 4 },
      foreign: { program: 'TensorBoard', settings: [['lr', 0.1]], last: { 'val/loss': 0.5, 'val/acc': 0.9 } },
    });
    expect(run.createdAt).toBe(new Date(1001e3).toISOString());
    expect(runRecordSchema.parse(structuredClone(run))).toEqual(run);
  });

  it('keeps the later of two values of one step and says so', () => {
    const { run, steps } = bundleOf([
      ['loss', 2, 0, 5],
      ['loss', 1, 0, 6],
      ['loss', 2, 0, 7],
    ]);
    expect([...steps.step]).toEqual([1, 2]);
    expect([...steps.channels.loss!]).toEqual([6, 7]);
    expect(run.warnings.map(({ message }) => message)).toEqual([
      'loss: 1 of 3 values had the step of another one; the later one is kept.',
    ]);
  });

  it('counts epochs where a curve tells them, and spreads the steps of one', () => {
    const { run, steps, epochs } = bundleOf([
      ...[0, 1, 2, 3].flatMap((step): Parameters<typeof readRun>[0] => [
        ['loss', step, 0, step],
        ['epoch', step, 0, Math.floor(step / 2)],
      ]),
      ['val_loss', 3, 0, 1],
    ]);
    expect([...steps.epoch]).toEqual([0, 0.5, 1, 1.5]);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([2]);
    expect(run.totalEpochs).toBe(2);
  });

  it('has its validation at the end of the epoch that its steps are in, as Lightning counts from 0', () => {
    const { steps, epochs, run } = bundleOf([
      ...Array.from(
        { length: 8 },
        (_, step) => ['epoch', step, 0, Math.floor(step / 4)] as [string, number, number, number],
      ),
      ...[0, 1, 2, 4, 5, 6].map((step) => ['train_loss', step, 0, 1] as [string, number, number, number]),
      ['val_loss', 3, 0, 0.5],
      ['val_loss', 7, 0, 0.25],
    ]);
    expect([...steps.step]).toEqual([0, 1, 2, 4, 5, 6]);
    expect([...steps.epoch].map((epoch) => Math.floor(epoch))).toEqual([0, 0, 0, 1, 1, 1]);
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 7],
    ]);
    expect(run.totalEpochs).toBe(2);
  });

  it('is read whatever its names are', () => {
    const { steps, epochs } = bundleOf([
      ['<img onerror=x>', 1, 0, 1],
      ['<img onerror=x>', 2, 0, 1],
      ['constructor', 1, 0, 3],
    ]);
    expect(Object.keys(steps.channels)).toEqual(['<img onerror=x>']);
    expect(Object.entries(epochs[0]!.train)).toEqual([['constructor', 3]]);
  });

  it('says of which rows a metric is by its name', () => {
    expect(metricOf('val_loss')).toEqual({ split: 'validation', metric: 'loss' });
    expect(metricOf('eval/accuracy')).toEqual({ split: 'validation', metric: 'accuracy' });
    expect(metricOf('train/loss')).toEqual({ split: 'train', metric: 'loss' });
    expect(metricOf('value')).toEqual({ split: 'train', metric: 'value' });
    expect(metricOf('trainable')).toEqual({ split: 'train', metric: 'trainable' });
  });
});

describe('what our own loggers write', () => {
  const { run, epochs } = bundle();
  const rows = Array.from({ length: 20 }, (_, i) => ({
    ...{ step: i + 1, epoch: (i + 1) / 10, time: 1.7e12 + 2000 * i },
    ...{ loss: Math.fround(1 / (i + 1)), learningRate: Math.fround(1e-3), gradientNorm: i },
  }));
  const written = (format: 'tensorboard' | 'wandb') =>
    replayedFiles({ run, epochs, steps: stepColumns(rows) }, format);

  it.each(['tensorboard', 'wandb'] as const)(
    'comes back from %s as a run with the same curves',
    async (format) => {
      const files = [...(await written(format))].map(([path, bytes]) => ({
        name: path.split('/').at(-1)!,
        path,
        blob: new Blob([bytes]),
      }));
      const logs = [];
      for (const one of files) if (await isLog(one)) logs.push(one);
      const { runs, failures } = await readLogs(logs, now);
      expect(failures).toEqual([]);
      expect(runs).toHaveLength(1);
      const { steps, epochs: read, run: found } = runs[0]!;
      expect([...steps.step]).toEqual(rows.map(({ step }) => step));
      expect([...steps.channels.loss!]).toEqual(rows.map(({ loss }) => loss));
      expect([...steps.channels.gradientNorm!]).toEqual(rows.map(({ gradientNorm }) => gradientNorm));
      expect(read.find(({ step }) => step === 10)?.validation).toMatchObject({ loss: 0.5 });
      expect(found.best).toMatchObject({ value: 0.5, step: 10 });
      expect(new Map(found.foreign?.settings).size).toBeGreaterThan(10);
    },
  );
});

describe('CSV logs', () => {
  it('are told from tables by their name and header', () => {
    expect(csvLogOf('metrics.csv', 'epoch,step,train_loss,val_loss')).toBe('Lightning');
    expect(csvLogOf('a.csv', 'epoch,accuracy,loss,val_accuracy,val_loss')).toBe('Keras');
    expect(csvLogOf('training.csv', 'epoch,loss')).toBe('Keras');
    expect(csvLogOf('x.csv', 'epoch,step,learning_rate,seconds,is_best,train_loss')).toBe('Anneal');
    expect(csvLogOf('table.csv', 'epoch,loss,height')).toBeNull();
    expect(csvLogOf('metrics.csv', 'height,width')).toBeNull();
    expect(csvLogOf('stars.csv', 'epoch,step,ra,dec')).toBeNull();
  });

  it('of Lightning have rows of training and validation with empty cells between', () => {
    const { curves, problems } = readCsvLog(
      'epoch,step,train_loss,val_loss,"odd, name"\n0,9,0.5,,\n0,10,,0.75,1\n1,19,0.25,,nan\n1,20,,inf,x\n1,',
    );
    const values = (name: string) => {
      const { step, value } = curves.get(name)!;
      return [...step].map((at, i) => [at, value[i]]);
    };
    expect(values('train_loss')).toEqual([
      [9, 0.5],
      [19, 0.25],
    ]);
    expect(values('val_loss')).toEqual([
      [10, 0.75],
      [20, Infinity],
    ]);
    expect(values('odd, name')).toEqual([
      [10, 1],
      [19, Number.NaN],
    ]);
    expect(problems).toEqual([
      'odd, name: 1 cells are no numbers and were left out.',
      '1 rows without a step, or cut off, were left out.',
    ]);
  });

  it('of Keras are counted by epochs', async () => {
    const log = file(
      'keras/log.csv',
      'epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,1,0.4,2\n1,0.6,0.5,0.5,1\n',
    );
    expect(await isLog(log)).toBe(true);
    const { runs } = await readLogs([log], now);
    expect(runs[0]!.run).toMatchObject({ name: 'keras/log', foreign: { program: 'Keras' } });
    expect(runs[0]!.epochs.map(({ epoch, train, validation }) => [epoch, train, validation])).toEqual([
      [1, { accuracy: 0.5, loss: 1 }, { accuracy: 0.4, loss: 2 }],
      [2, { accuracy: 0.6, loss: 0.5 }, { accuracy: 0.5, loss: 1 }],
    ]);
    expect(runs[0]!.run.best).toMatchObject({ value: 1, epoch: 2 });
  });

  it('of ours keep every epoch as it was', async () => {
    const text =
      'epoch,step,learning_rate,seconds,is_best,train_loss,validation_loss\n1,10,0.001,1.5,false,1,0.5\n2,20,0.001,2,true,0.5,0.25\n';
    const { runs } = await readLogs([file('run/history.csv', text)], now);
    expect(runs[0]!.epochs).toMatchObject([
      { epoch: 1, step: 10, train: { loss: 1 }, validation: { loss: 0.5 }, seconds: 1.5 },
      { epoch: 2, step: 20, isBest: true },
    ]);
    expect(runs[0]!.run).toMatchObject({ epoch: 2, seconds: 3.5, best: { value: 0.25, epoch: 2 } });
  });

  it('that are broken are named, and the others are read', async () => {
    const { runs, failures } = await readLogs(
      [
        file('a/events.out.tfevents.1.h.1.1', 'no event file at all'),
        file('history.csv', 'epoch,step,learning_rate,seconds,is_best,train_loss\n1,10,0.001,x,false,1\n'),
        file('metrics.csv', 'epoch,step,train_loss\n0,1,1\n'),
      ],
      now,
    );
    expect(runs.map(({ run }) => run.name)).toEqual(['metrics']);
    expect(failures.map(({ name, error }) => [name, error.code])).toEqual([
      ['events.out.tfevents.1.h.1.1', 'file-format'],
      ['history.csv', 'file-format'],
    ]);
  });
});
