/** A tiny workload of sessions, for tests: a shared kernel, and for each variant a head that no other one reaches. */
import * as tf from '@tensorflow/tfjs';
import { zeros } from '../nn/initializers';
import type { ParameterSpec } from '../nn/parameter';
import type { StepGraph } from '../workload';

const width = 3;

/** @param layers of products of width 32, for a graph with intermediate results. */
export function sessions(
  variants: readonly string[],
  layers = 0,
): { specs: ParameterSpec[]; graph: StepGraph } {
  const spec = (name: string, shape: number[]) => ({ name, shape, initializer: zeros, decay: true });
  const specs = [
    spec('kernel', [width, 32]),
    ...Array.from({ length: layers }, (_, i) => spec(`layer${i}`, [32, 32])),
    ...variants.map((variant) => spec(`head.${variant}`, [32, 1])),
  ];
  const graph: StepGraph = {
    inputs: ({ rows }) => ({
      rows,
      x: {
        values: Float32Array.from(rows, (row) => [1, 2, 3].map((k) => Math.sin(k * row))[0]!),
        shape: [rows.length, 1],
      },
    }),
    forward(parameters, inputs, { variant, lossWeights }) {
      const x = tf.concat([inputs.x!, tf.cast(inputs.rows!, 'float32').as2D(-1, 1), tf.square(inputs.x!)], 1);
      let h = tf.tanh(tf.matMul(x as tf.Tensor2D, parameters.kernel as tf.Tensor2D));
      for (let i = 0; i < layers; i++) h = tf.tanh(tf.matMul(h, parameters[`layer${i}`] as tf.Tensor2D));
      const answer = tf.matMul(h, parameters[`head.${variant}`] as tf.Tensor2D);
      // The variants differ in their graph, too.
      const truth = variants.indexOf(variant) % 2 === 0 ? tf.ones([1]) : tf.cos(inputs.x!);
      const values = tf.square(tf.sub(answer, truth)).as1D();
      const sum = tf.sum(values);
      const loss = tf.mul(tf.div(sum, values.size), lossWeights.squeeze()).asScalar();
      return { loss, sums: tf.stack([tf.scalar(values.size), sum]) as unknown as tf.Tensor1D };
    },
  };
  return { specs, graph };
}
