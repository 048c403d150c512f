/** Sessions of neurons as one writes their model in TensorFlow.js: a step of gathered clips, one session after the other. */
import * as tf from '@tensorflow/tfjs';
import type { Block, NeuronsProblem } from '../problems/problem';

type Variables = Record<string, tf.Variable>;

export function neurons(problem: NeuronsProblem): (variables: Variables) => tf.Scalar {
  const { lags, pixels, temporal, filters, kernel, windowPower, sessions } = problem;
  const side = pixels - kernel + 1;
  const window = spatialWindow(kernel, windowPower);
  const places = Array.from({ length: side ** 2 }, (_, i) => [Math.floor(i / side), i % side]);
  const [dy, dx] = [0, 1].map((axis) =>
    tf.tensor2d([places.map((place) => place[axis]! - (side - 1) / 2)], [1, side ** 2]),
  ) as [tf.Tensor2D, tf.Tensor2D];
  const upload = ({ values, shape }: Block) => tf.tensor2d(values, shape as [number, number]);
  const recordings = sessions.map(({ name, units, bins, stim, robs, dfs, behavior, rows }) => ({
    ...{ name, units, samples: rows.length },
    frames: tf.tensor2d(
      Float32Array.from(stim, (pixel) => (pixel - 127) / 255),
      [bins, pixels ** 2],
    ),
    ...{ robs: upload(robs), dfs: upload(dfs), behavior: upload(behavior) },
    rows: tf.tensor1d(rows, 'int32'),
    /** Of every frame of every clip. */
    clipRows: tf.tensor1d(
      Int32Array.from(
        { length: rows.length * lags },
        (_, i) => rows[Math.floor(i / lags)]! - (lags - 1) + (i % lags),
      ),
      'int32',
    ),
  }));

  function dense(variables: Variables, name: string, x: tf.Tensor2D): tf.Tensor2D {
    const weights = variables[`${name}.kernel`] as tf.Variable<tf.Rank.R2>;
    return tf.add(tf.matMul(x, weights), variables[`${name}.bias`]!);
  }

  /** Before FiLM, [samples, side², 2 · filters]. */
  function features(variables: Variables, clips: tf.Tensor4D): tf.Tensor3D {
    const overTime = variables['frontend.kernel']!.reshape([lags, 1, 1, temporal]) as tf.Tensor4D;
    const filtered = tf.conv2d(clips, overTime, 1, 'valid');
    const images = filtered.reshape([-1, pixels, pixels, temporal]) as tf.Tensor4D;
    const raw = variables['convnet.layer0.conv.kernel']!.reshape([kernel, kernel, temporal, filters]);
    const product = tf.conv2d(images, tf.mul(raw, window) as tf.Tensor4D, 1, 'valid');
    const x = tf.add(product, variables['convnet.layer0.conv.bias']!);
    return tf.concat([tf.relu(x), tf.relu(tf.neg(x))], 3).reshape([-1, side ** 2, 2 * filters]);
  }

  function encoded(variables: Variables, behavior: tf.Tensor2D): tf.Tensor2D {
    const first = gelu(dense(variables, 'modulator.encoder.linear0', behavior));
    return tf.add(dense(variables, 'modulator.encoder.linear1', first), first);
  }

  /** [units, side²] */
  function windows(variables: Variables, name: string): tf.Tensor2D {
    const [y, x] = tf.split(variables[`${name}.mean`]!, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const deviations = tf.split(tf.maximum(variables[`${name}.std`]!, 1e-3), 2, 1);
    const theta = variables[`${name}.theta`]!.expandDims(1);
    const [cos, sin] = [tf.cos(theta), tf.sin(theta)];
    const [awayY, awayX] = [tf.sub(dy, y), tf.sub(dx, x)];
    const along = tf.div(tf.add(tf.mul(awayY, cos), tf.mul(awayX, sin)), deviations[0]!);
    const across = tf.div(tf.sub(tf.mul(awayX, cos), tf.mul(awayY, sin)), deviations[1]!);
    const heights = tf.exp(tf.mul(tf.add(tf.square(along), tf.square(across)), -0.5));
    return tf.div(heights, tf.add(tf.sum(heights, 1, true), 1e-8));
  }

  return (variables) => {
    const losses = recordings.map(({ name, units, samples, frames, clipRows, rows, ...known }) => {
      const clips = tf.gather(frames, clipRows).reshape([samples, lags, pixels ** 2, 1]) as tf.Tensor4D;
      const code = encoded(variables, tf.gather(known.behavior, rows));
      const [scale, shift] = ['scale', 'shift'].map((part) =>
        dense(variables, `modulator.film.${part}`, code).expandDims(1),
      ) as [tf.Tensor, tf.Tensor];
      const x = tf.add(tf.mul(features(variables, clips), scale), shift);
      const readout = `readouts.${name}`;
      const weights = variables[`${readout}.features`] as tf.Variable<tf.Rank.R2>;
      const ofUnits = tf.matMul(x.reshape([-1, 2 * filters]) as tf.Tensor2D, weights);
      const seen = tf.mul(
        ofUnits.reshape([samples, side ** 2, units]),
        tf.transpose(windows(variables, readout)),
      );
      const rates = tf.maximum(
        tf.softplus(tf.add(tf.sum(seen, 1), variables[`${readout}.bias`]!)),
        1e-8,
      ) as tf.Tensor2D;
      const [robs, dfs] = [tf.gather(known.robs, rows), tf.gather(known.dfs, rows)];
      const each = tf.sub(rates, tf.mul(robs, tf.log(tf.add(rates, 1e-8))));
      return tf.div(tf.sum(tf.mul(each, dfs)), tf.sum(dfs));
    });
    return tf.mean(tf.stack(losses)) as tf.Scalar;
  };
}

/** A Hann window to some power along both axes, [kernel, kernel, 1, 1]; exactly 0 at its ends. */
function spatialWindow(kernel: number, power: number): tf.Tensor4D {
  const along = Array.from({ length: kernel }, (_, i) => {
    const fromEdge = Math.min(i, kernel - 1 - i);
    return Math.sin((Math.PI * fromEdge) / (kernel - 1)) ** (2 * power);
  });
  const values = along.flatMap((y) => along.map((x) => y * x));
  return tf.tensor4d(values, [kernel, kernel, 1, 1]);
}

function gelu<T extends tf.Tensor>(x: T): T {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
