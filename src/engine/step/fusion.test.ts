/** Small dispatches that are played as one: fewer of them, and the same bits. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { denseLayer } from '../kernels/product/denseLayer';
import { setActiveTiles, smallDispatches, untuned } from '../kernels/program/tileChoice';
import { weightedTotals } from '../kernels/reduce/weightedTotals';
import { crossEntropy } from '../losses/plain';
import { zeros } from '../nn/initializers';
import { createOptimizer } from '../optimizers/rules';
import { randomStream } from '../random';
import { internalsOf } from '../tfjs/gpuInternals';
import { describeOnBackends } from '../tfjs/testBackends';
import { createTrainable } from './createStep';
import { fusedSource, type Place } from './fusedSource';
import { layOut } from './layout';
import { record } from './recorder';

function normal(name: string, ...shape: number[]): tf.Tensor {
  const random = randomStream(1, name);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/** A classifier's forward and backward pass: single values and vectors, integers, several outputs, a constant. */
function classifier(width: number, classes: number, rows: tf.Tensor1D) {
  const [table, labels] = [
    normal('x', 12, width),
    tf.tensor1d([0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0], 'int32'),
  ];
  const names = ['kernel0', 'bias0', 'kernel1', 'bias1'];
  const shapes = [[width, 8], [8], [8, classes], [classes]];
  const parameters = names.map((name, i) => tf.keep(normal(name, ...shapes[i]!)));
  return () =>
    tf.tidy(() => {
      const loss = () => {
        const truth = tf.gather(labels, rows);
        const [kernel0, bias0, kernel1, bias1] = parameters as [
          tf.Tensor2D,
          tf.Tensor1D,
          tf.Tensor2D,
          tf.Tensor1D,
        ];
        const hidden = denseLayer(tf.gather(table as tf.Tensor2D, rows), kernel0, bias0, 'relu');
        const { values, scores } = crossEntropy(denseLayer(hidden, kernel1, bias1, 'none'), truth);
        return weightedTotals(values, scores).loss;
      };
      const { value, grads } = tf.engine().gradients(loss, parameters);
      return tf.concat([value.flatten(), ...grads.map((gradient) => gradient.flatten())]);
    });
}

async function replayed(how: (typeof smallDispatches)[number], body: () => tf.Tensor) {
  setActiveTiles({ ...untuned, smallDispatches: how });
  const gpu = internalsOf(tf.backend());
  const recording = record(gpu, () => tf.keep(body()));
  const encoder = gpu.device.createCommandEncoder();
  recording.encode(encoder);
  gpu.queue.submit([encoder.finish()]);
  const again = new Uint32Array((await recording.result.data()).slice().buffer);
  const { dispatches } = recording;
  recording.dispose();
  return { again, dispatches };
}

describeOnBackends(
  'small dispatches',
  (_, backend) => {
    afterEach(() => setActiveTiles(untuned));

    it.each([
      [8, 4],
      [7, 4],
      [5, 3],
    ])('of %i inputs and %i classes are one, and have the same bits', async (width, classes) => {
      const rows = tf.tensor1d([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], 'int32');
      const body = classifier(width, classes, rows);
      // Uploads the inputs: what a recording uploads itself is released with it.
      const eager = new Uint32Array((await body().data()).slice().buffer);
      const separate = await replayed('separate', body);
      expect(separate.again).toEqual(eager);
      expect(eager[0]).not.toBe(0);
      for (const how of ['fused16', 'fused64'] as const) {
        const fused = await replayed(how, body);
        expect(fused.again).toEqual(eager);
        expect(fused.dispatches).toBeLessThanOrEqual(separate.dispatches - 5);
      }
      expect(backend().takeFault()).toBeNull();
    });

    it('do not change the bits of a small update, whatever its threads', async () => {
      const [size, results] = [700, [] as Uint32Array[]];
      const spec = { name: 'p', shape: [size], initializer: zeros, decay: true };
      const { optimizer, ...training } = trainingSchema.parse({ gradientClipNorm: 1, emaDecay: 0.9 });
      for (const how of smallDispatches) {
        setActiveTiles({ ...untuned, smallDispatches: how });
        const trainable = createTrainable(layOut([spec], training), createOptimizer(optimizer), training);
        const gradient = tf.tidy(() => normal('gradient', size));
        for (let step = 1; step <= 3; step++) {
          trainable.setInputs(0.01, step, 1);
          trainable.accumulate(new Map([['p', gradient]]));
          trainable.update().dispose();
        }
        const arenas = Object.values(await trainable.read());
        results.push(Uint32Array.from(arenas.flatMap((arena) => [...new Uint32Array(arena.buffer)])));
        gradient.dispose();
        trainable.dispose();
      }
      expect(results[0]!.some((bits) => bits !== 0)).toBe(true);
      for (const bits of results) expect(bits).toEqual(results[0]);
    });
  },
  ['webgpu'],
);

describe('the source of several stages', () => {
  const place = (name: string, components: 1 | 4): Place => ({
    name,
    scalar: 'f32',
    components,
    length: 64,
    written: true,
  });

  it('redirects arrays, also inside of an index, and leaves members and other names alone', () => {
    const stage = {
      body: 'result[index] = x[i32(x[index + 1])] + v.x + xs[0] + y[2];',
      arrays: ['result', 'x', 'y'].map((name) => ({
        name,
        scalar: 'f32' as const,
        components: 1,
        length: 8,
      })),
      outputs: 1,
      bindings: [0, 256, 0].map((offset) => ({ buffer: {} as GPUBuffer, offset })),
      size: 8,
      workgroups: 1,
      threads: 64,
    };
    const source = fusedSource([], [{ stage, places: [place('a', 1), place('b', 4), place('c', 4)] }], 16);
    expect(source).toContain(
      'a[index] = b[(64 + (i32(b[(64 + (index + 1)) >> 2u][(64 + (index + 1)) & 3]))) >> 2u]',
    );
    expect(source).toContain('+ v.x + xs[0] + c[(2) >> 2u][(2) & 3];');
  });
});
