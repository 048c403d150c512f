/** The numbers of specification and hand: bits per spike of a unit, its correlation, units that have nothing. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { maskedPoisson } from '../losses/poisson';
import { meanBitsPerSpike, unitMeasures, unitSums } from './unitSums';
import { validationMetrics } from './validation';

const counts = [0, 1, 0, 2, 1];
const rates = [0.3, 0.9, 0.4, 1.5, 0.8];
const all = [1, 1, 1, 1, 1];
const masked = [1, 1, 1, 1, 0];

/** One unit a column. */
const columns = (...units: readonly number[][]) =>
  tf.tensor2d(units[0]!.map((_, row) => units.map((unit) => unit[row]!)));

async function sumsOf(rates: number[][], counts: number[][], masks: number[][]): Promise<Float64Array> {
  const summed = tf.tidy(() => unitSums(columns(...rates), columns(...counts), columns(...masks)));
  const values = Float64Array.from(await summed.data());
  summed.dispose();
  return values;
}

describeOnBackends('sums of units', () => {
  it('give bits per spike and the likelihood of the specification, with and without a mask', async () => {
    const sums = await sumsOf([rates, rates], [counts, counts], [all, masked]);
    const [whole, part] = unitMeasures(sums, 2);
    expect(whole!.bitsPerSpike).toBeCloseTo(0.5319939, 5);
    expect(part!.bitsPerSpike).toBeCloseTo(0.706255, 5);
    expect(whole).toMatchObject({ bins: 5, spikes: 4, meanRate: 0.8 });
    expect(part).toMatchObject({ bins: 4, spikes: 3, meanRate: 0.75 });
    // By NumPy: corrcoef([0, 1, 0, 2, 1], [.3, .9, .4, 1.5, .8]).
    expect(whole!.correlation).toBeCloseTo(0.9909121, 5);
    expect(whole!.meanPrediction).toBeCloseTo(0.78, 5);
    const { loss, bps } = validationMetrics([
      { name: 'a', subject: 'a', units: 2, sums, repeats: null, stretch: null },
    ]);
    expect(loss).toBeCloseTo((5 * 0.6835148 + 4 * 0.5986076) / 9, 5);
    expect(bps).toBeCloseTo((0.5319939 + 0.706255) / 2, 5);
  });

  it('say of a unit without samples that nothing is known, and count a silent one', async () => {
    const nothing = [0, 0, 0, 0, 0];
    const sums = await sumsOf([rates, rates, rates], [counts, nothing, counts], [nothing, all, all]);
    const [without, silent, known] = unitMeasures(sums, 3);
    expect(without).toMatchObject({ bins: 0, bitsPerSpike: Number.NaN, meanRate: Number.NaN });
    expect(without!.correlation).toBeNaN();
    // N is 1 at least, so that r̄ is 1 / 5 of a spike that never came: (−Σ p + 5 / 5) / ln 2.
    expect(silent!.bitsPerSpike).toBeCloseTo((-3.9 + 1) / Math.LN2, 4);
    expect(silent).toMatchObject({ spikes: 0, correlation: Number.NaN });
    // The silent unit counts as 0, the one without samples not at all.
    expect(meanBitsPerSpike([without!, silent!, known!])).toBeCloseTo(0.5319939 / 2, 5);
  });
});

describeOnBackends('the masked Poisson likelihood', () => {
  const lossOf = async (output: tf.Tensor2D, mask: number[], form: 'rate' | 'log') => {
    const { sum, weight } = maskedPoisson(output, columns(counts), columns(mask), form);
    return (await sum.data())[0]! / (await weight.data())[0]!;
  };

  it('is that of the specification in rate form', async () => {
    expect(await lossOf(columns(rates), all, 'rate')).toBeCloseTo(0.6835148, 5);
    expect(await lossOf(columns(rates), masked, 'rate')).toBeCloseTo(0.5986076, 5);
  });

  it('is the same in log form', async () => {
    const logs = columns(rates.map(Math.log));
    expect(await lossOf(logs, all, 'log')).toBeCloseTo(0.6835148, 5);
    expect(await lossOf(logs, masked, 'log')).toBeCloseTo(0.5986076, 5);
  });
});

describe('validation', () => {
  it('averages over sessions, not over units, and leaves one without samples out', () => {
    /** One unit of w samples and as many spikes that were predicted to the letter, but for the likelihood. */
    const unit = (w: number, likelihood: number) => Float64Array.of(w, w, w, likelihood, w, w, w);
    const session = (name: string, sums: Float64Array) => ({
      ...{ name, subject: name.split('_')[0]!, units: sums.length / 7, sums },
      ...{ repeats: null, stretch: null },
    });
    const metrics = validationMetrics([
      session('m1_a', unit(10, 2)),
      session('m1_b', unit(20, -4)),
      session('m2_a', unit(0, 0)),
    ]);
    // Of 10 spikes in 10 bins r̄ is 1, whose log-likelihood is −10.
    expect(metrics).toMatchObject({ 'loss/m1_a': -0.2, 'loss/m1_b': 0.2, 'loss/m2_a': Number.NaN });
    expect(metrics.loss).toBeCloseTo(0, 12);
    expect(metrics['bps/m1_a']).toBeCloseTo(12 / 10 / Math.LN2, 6);
    expect(metrics['bps/m1_b']).toBeCloseTo(16 / 20 / Math.LN2, 6);
    expect(metrics.bps).toBeCloseTo((1.2 + 0.8) / 2 / Math.LN2, 6);
    expect(metrics['bps/m1']).toBeCloseTo(metrics.bps!, 12);
  });
});
