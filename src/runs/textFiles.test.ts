import { describe, expect, it } from 'vitest';
import { stepColumns } from '../protocol/steps';
import { bundle } from './capsule/runBundle.fixture';
import { historyCsv, parseHistoryCsv, parseStepsCsv, stepsCsv } from './textFiles';

const { epochs, steps } = bundle();

describe('the history as CSV', () => {
  it('has one row an epoch, with an empty cell where there is no number', () => {
    expect(historyCsv(epochs).split('\n')).toEqual([
      'epoch,step,learning_rate,seconds,is_best,train_loss,train_mae,validation_loss,validation_mae,batch_seconds',
      '1,10,0.001,1.5,true,0.30000000000000004,1e-7,0.5,NaN,0.125',
      '2,20,0.001,2,false,Infinity,1,,,',
      '',
    ]);
  });

  it('keeps a metric that only validation has', () => {
    const epoch = { ...epochs[0]!, train: { loss: 1 }, validation: { loss: 2, correlation: 0.5 } };
    const text = historyCsv([epoch]);
    expect(text).toContain('train_loss,validation_loss,validation_correlation,batch_seconds\n');
    expect(parseHistoryCsv(text, 'history.csv')).toEqual([epoch]);
  });

  it('keeps its columns when they are named, also before the first epoch', () => {
    expect(historyCsv([], [{ name: 'loss', of: 'both' }])).toBe(
      'epoch,step,learning_rate,seconds,is_best,train_loss,validation_loss\n',
    );
  });

  it('has a column for the rows that a metric is measured on', () => {
    const metrics = [
      { name: 'loss', of: 'both' },
      { name: 'hd95', of: 'validation' },
      { name: 'dice_weight', of: 'train' },
    ] as const;
    expect(historyCsv([], metrics).trim().split(',').slice(5)).toEqual([
      'train_loss',
      'train_dice_weight',
      'validation_loss',
      'validation_hd95',
    ]);
  });

  it('is read back to the same bits', () => {
    expect(parseHistoryCsv(historyCsv(epochs), 'history.csv')).toEqual(epochs);
    expect(parseStepsCsv(stepsCsv(steps), 'steps.csv')).toEqual(steps);
    expect(parseHistoryCsv(historyCsv([]), 'history.csv')).toEqual([]);
  });

  it('has what a workload tells of steps in columns of their own, and reads files that have no times', () => {
    const told = stepColumns([
      { step: 1, epoch: 0.5, loss: 2, learningRate: 1, gradientNorm: 3, dice_loss: -1 },
    ]);
    expect(stepsCsv(told)).toBe(
      'step,epoch,loss,learning_rate,gradient_norm,dice_loss,time\n1,0.5,2,1,3,-1,\n',
    );
    expect(parseStepsCsv(stepsCsv(told), 'steps.csv')).toEqual(told);
    const old = 'step,epoch,loss,learning_rate,gradient_norm\n1,0.5,2,1,3\n';
    expect([...parseStepsCsv(old, 'steps.csv').time]).toEqual([Number.NaN]);
  });

  it('is read back where a metric is called like a formula, and has negative numbers', () => {
    const epoch = { ...epochs[0]!, train: { '=loss': -1.5 }, validation: { '=loss': -Infinity } };
    const text = historyCsv([epoch]);
    expect(text).toContain('train_=loss,validation_=loss,batch_seconds\n');
    expect(parseHistoryCsv(text, 'history.csv')).toEqual([epoch]);
  });

  it('names the line that is cut off, the column that is missing, and the cell that is no number', () => {
    const text = historyCsv(epochs);
    expect(() => parseHistoryCsv(text.slice(0, -8), 'history.csv')).toThrow(
      'history.csv, line 3 has 6 cells instead of 10',
    );
    expect(() => parseHistoryCsv('epoch,loss\n', 'history.csv')).toThrow('history.csv has no column "step".');
    expect(() => parseStepsCsv(stepsCsv(steps).replace('1,0.1', '1,x'), 'steps.csv')).toThrow(
      'steps.csv, line 2, column "epoch": "x" is not a number.',
    );
  });
});
