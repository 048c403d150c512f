/** A network with a linear path begins as the linear model of its training rows, and a run ends beside its baselines. */
import { expect, it } from 'vitest';
import { residentData } from '../../engine/data/datasetReader';
import { arraySet, syntheticTable } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import type { Comparison } from '../../protocol/comparison';
import { tabularConfigSchema } from './config';
import { tabular } from './engine';
import { runTable } from './tableRuns.fixture';

const arrays = syntheticTable(200);
const still = { epochs: 1, learningRate: 1e-9, weightDecay: 0, batchSize: 64 };

/** Whether the third target-like number is large: three classes of the same inputs. */
function classTable() {
  const x = arrays.get('X')!.data as Float32Array;
  const y = Float32Array.from({ length: 200 }, (_, row) => {
    const value = x[row * 5]! + 0.5 * x[row * 5 + 1]!;
    return value > 0.5 ? 2 : value > -0.5 ? 1 : 0;
  });
  return arraySet({ X: { shape: [200, 5], data: x }, Y: { shape: [200], data: y } });
}

const valuesOf = (comparison: Comparison | undefined, name: string) =>
  comparison!.models.find((model) => model.name === name)!.values;

describeOnBackends('the linear path', (_, backend) => {
  it.each(['plain', 'gated'])('begins as ridge regression with a %s head', async (head) => {
    const config = { model: { hiddenSize: 8, numLayers: 1, head, linearPath: true }, training: still };
    const { finished } = await runTable({ config, arrays, backend: backend() });
    const [network, linear] = ['model', 'linear'].map((name) => valuesOf(finished?.comparison, name));
    network!.forEach((value, i) => {
      expect(value).toBeCloseTo(linear![i]!, 4);
    });
  });

  it('begins as logistic regression for classes, and learns from there', async () => {
    const config = { model: { hiddenSize: 8, numLayers: 1, linearPath: true } };
    const table = classTable();
    const first = await runTable({
      config: { ...config, training: still },
      arrays: table,
      backend: backend(),
    });
    const [network, linear] = ['model', 'linear'].map((name) => valuesOf(first.finished?.comparison, name));
    network!.forEach((value, i) => {
      expect(value).toBeCloseTo(linear![i]!, 4);
    });
    const training = { epochs: 5, batchSize: 16 };
    const trained = await runTable({ config: { ...config, training }, arrays: table, backend: backend() });
    expect(trained.epochs.at(-1)!.train.loss).toBeLessThan(first.epochs[0]!.train.loss!);
  });
});

it('keeps the baselines in the checkpoint, so that other data are compared with the same ones', async () => {
  const config = tabularConfigSchema.parse({});
  const first = await tabular.prepare(config, residentData(arrays));
  const again = await tabular.prepare(config, residentData(syntheticTable(50)), first.fitted);
  expect(again.fitted.baselines).toEqual(first.fitted.baselines);
  expect(first.fitted.baselines!.linear!.kernel).toHaveLength(10);
});
