import { describe, expect, it } from 'vitest';
import type { ExampleScores } from '../../tasks/exampleScores';
import { worstCsv, worstSamples } from './worstSamples';

const mean = { pooling: 'mean', better: 'min' } as const;

describe('the worst samples', () => {
  it('are told by the first measure that puts them into an order, the worst first', () => {
    const scores: ExampleScores = {
      rows: Uint32Array.of(3, 5, 8, 9),
      pairs: { one: 'row', many: 'rows', names: null },
      truth: '',
      measures: [
        {
          name: 'accuracy',
          title: 'accuracy',
          pooling: 'mean',
          better: 'max',
          values: Float64Array.of(1, 0, 1, 0),
        },
        { name: 'loss', title: 'log loss', ...mean, values: Float64Array.of(0.1, 2, 0.3, Number.NaN) },
      ],
    };
    expect(worstSamples(scores)).toEqual([
      { sample: 'row 5', measure: 'log loss', value: 2, details: { accuracy: 0 } },
      { sample: 'row 8', measure: 'log loss', value: 0.3, details: { accuracy: 1 } },
      { sample: 'row 3', measure: 'log loss', value: 0.1, details: { accuracy: 1 } },
    ]);
  });

  it('are the smallest where larger is better, have their names, and squares are told as errors', () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i);
    const scores: ExampleScores = {
      rows: Uint32Array.from(values),
      pairs: { one: 'image', many: 'images', names: Array.from(values, (i) => `${i}.png`) },
      truth: '',
      measures: [
        { name: 'dice', title: 'Dice', pooling: 'mean', better: 'max', values },
        {
          name: 'rmse',
          title: 'RMSE',
          unit: 'px',
          pooling: 'rootMean',
          better: 'min',
          values: values.map((i) => i * i),
        },
      ],
    };
    const worst = worstSamples(scores);
    expect(worst).toHaveLength(20);
    expect(worst[2]).toEqual({ sample: '2.png', measure: 'Dice', value: 2, details: { 'RMSE (px)': 2 } });
  });

  it('have a column for each detail, and no cell that computes', () => {
    const csv = worstCsv([
      { sample: '=cmd()', measure: 'error', value: -1.5, details: { actual: 1 } },
      { sample: 'a,b', measure: 'error', value: 0.5, details: { actual: Number.NaN, '@x': 2 } },
    ]);
    expect(csv).toBe('sample,measure,value,actual,\'@x\n\'=cmd(),error,-1.5,1,\n"a,b",error,0.5,NaN,2\n');
  });
});
