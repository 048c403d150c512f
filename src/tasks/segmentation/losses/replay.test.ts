/** A step with every part of the segmentation loss can be recorded, and its replays are the eager step in every bit. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { ParameterSpec } from '../../../engine/nn/parameter';
import { createOptimizer } from '../../../engine/optimizers/rules';
import { createCompiledStep } from '../../../engine/step/compiledStep';
import { createTrainable } from '../../../engine/step/createStep';
import { createEagerStep } from '../../../engine/step/eagerStep';
import { layOut } from '../../../engine/step/layout';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import type { StepGraph } from '../../../engine/workload';
import { trainingSchema } from '../../../protocol/config';
import { IGNORED } from '../kernels/maskSums';
import { segmentationLossSchema } from './config';
import { segmentationLoss } from './loss';

const [samples, side] = [6, 9];

/** The parameters are the logits themselves. */
function logitsAsParameters(
  classes: number,
  ignores: boolean,
): {
  specs: ParameterSpec[];
  executable: StepGraph & { dispose(): void };
  parts: number;
} {
  const count = classes > 2 ? classes : 1;
  const names = ['dice', 'bce', 'focal', 'jaccard', 'tversky', 'focalTversky', 'lovasz', 'boundary'];
  const config = segmentationLossSchema.parse(Object.fromEntries(names.map((name) => [name, { weight: 1 }])));
  const loss = segmentationLoss(config, classes, ignores);
  const labelOf = (i: number) => (ignores && i % 9 < 3 ? IGNORED : Math.floor(i / 11) % classes);
  const all = tf.tensor3d(
    Array.from({ length: samples * side * side }, (_, i) => labelOf(i)),
    [samples, side, side],
    'int32',
  );
  const executable: StepGraph & { dispose(): void } = {
    forward(parameters, inputs, { lossWeights }) {
      const rows = inputs.rows as tf.Tensor1D;
      const logits = tf.gather(parameters.logits!, rows) as tf.Tensor4D;
      const components = loss.components(logits, tf.gather(all, rows) as tf.Tensor3D);
      const values = tf.sum(tf.mul(components, lossWeights), 1);
      return { loss: tf.mean(values).asScalar(), sums: tf.sum(components, 0).as1D() };
    },
    dispose: () => all.dispose(),
  };
  const shape = [samples, side, side, count];
  const specs = [{ name: 'logits', shape, initializer: () => {}, decay: false }];
  return { specs, executable, parts: loss.names.length };
}

describeOnBackends('a step with every part of the segmentation loss', () => {
  it.each([
    [2, false],
    [3, false],
    [2, true],
    [3, true],
  ])('is replayed in every bit, of %i classes, pixels ignored: %s', async (classes, ignores) => {
    const { specs, executable, parts } = logitsAsParameters(classes, ignores);
    const training = trainingSchema.parse({ optimizer: { name: 'sgd' }, gradientClipNorm: null });
    const layout = layOut(specs, training);
    const run = async (create: typeof createEagerStep) => {
      const trainable = createTrainable(layout, createOptimizer(training.optimizer), training);
      const values = Float32Array.from({ length: layout.length }, (_, i) => 3 * Math.sin(1.3 * i));
      trainable.write({ values });
      const step = create(executable, trainable);
      const results: Float32Array[] = [];
      for (let i = 0; i < 4; i++) {
        const result = step.run({
          batches: [{ rows: Int32Array.of(i, (i + 2) % samples, 5), variant: '' }],
          learningRate: 3,
          lossWeights: Array.from({ length: parts }, (_, part) => (part + i) / 10),
          step: i + 1,
          update: i + 1,
          seed: 1,
          gradientAccumulationSteps: 1,
        });
        results.push(Float32Array.from(await result.data()));
        result.dispose();
      }
      const arenas = await trainable.read();
      step.dispose();
      trainable.dispose();
      return { results, values: arenas.values };
    };
    const eager = await run(createEagerStep);
    expect(new Set(eager.results.map((result) => result.at(-1))).size).toBe(4);
    expect(await run(createCompiledStep)).toEqual(eager);
    executable.dispose();
  });
}, ['webgpu']);
