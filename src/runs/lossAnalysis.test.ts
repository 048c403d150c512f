import { describe, expect, it } from 'vitest';
import type { EpochRow } from '../protocol/events';
import { lossAnalysis } from './lossAnalysis';

function epochs(count: number, loss = (epoch: number) => 1 / epoch): EpochRow[] {
  return Array.from({ length: count }, (_, i) => ({
    epoch: i + 1,
    step: (i + 1) * 10,
    train: { loss: loss(i + 1) },
    validation: { loss: 2 * loss(i + 1) },
    learningRate: 1e-3,
    seconds: 1,
    isBest: true,
  }));
}

describe('lossAnalysis', () => {
  it('gives both losses and the size of their gap', () => {
    const { points, logScale, droppedEpochs } = lossAnalysis(epochs(4));
    expect(points[1]).toEqual({ epoch: 2, train: 0.5, validation: 1, gap: 0.5 });
    expect(droppedEpochs).toBe(0);
    expect(logScale).toBe(true);
  });

  it('drops the first 40 epochs of a run of more than 200', () => {
    expect(lossAnalysis(epochs(200)).points[0]?.epoch).toBe(1);
    const long = lossAnalysis(epochs(201));
    expect(long.droppedEpochs).toBe(40);
    expect(long.points[0]?.epoch).toBe(41);
    expect(long.points).toHaveLength(161);
  });

  it('averages the validation loss over a quarter of the run, at most ten epochs', () => {
    expect(lossAnalysis(epochs(7)).movingAverage).toBeNull();
    const short = lossAnalysis(epochs(8, (epoch) => epoch)).movingAverage;
    expect(short?.window).toBe(2);
    expect(short?.points[0]).toEqual({ epoch: 2, value: 3 });
    const long = lossAnalysis(epochs(100, (epoch) => epoch)).movingAverage;
    expect(long?.window).toBe(10);
    expect(long?.points[0]).toEqual({ epoch: 10, value: 11 });
    expect(long?.points.at(-1)).toEqual({ epoch: 100, value: 191 });
  });

  it('leaves gap and average out without validation rows', () => {
    const rows = epochs(12).map((row) => ({ ...row, validation: null }));
    expect(lossAnalysis(rows).points[0]).toEqual({ epoch: 1, train: 1, validation: null, gap: null });
    expect(lossAnalysis(rows).movingAverage).toBeNull();
  });

  it('says when a log axis cannot show every loss', () => {
    expect(lossAnalysis(epochs(3, (epoch) => 2 - epoch)).logScale).toBe(false);
  });
});
