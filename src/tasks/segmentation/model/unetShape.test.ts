/** What is said about a U-Net before it is built, held against built ones. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Parameters } from '../../../engine/nn/parameter';
import { randomStream } from '../../../engine/random';
import { record } from '../../../engine/step/recorder';
import { internalsOf } from '../../../engine/tfjs/gpuInternals';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { unet, unetParameters } from './unet';
import { receptiveField, type UNet, unetActivationBytes, unetMultiple, unetSchema } from './unetShape';

const modelOf = (config: Partial<UNet>): UNet => ({
  ...unetSchema.parse({}),
  channels: 1,
  outputs: 1,
  ...config,
});
const random = () => tf.tensor1d([1, 1], 'int32');

/** Tensors of the model's parameters as they are initialised, or all of one value. */
function parametersOf(model: UNet, value?: number): Parameters {
  return Object.fromEntries(
    unetParameters(model).map(({ name, shape, initializer }) => {
      const values = new Float32Array(sizeOf(shape));
      if (value === undefined) initializer(values, shape, randomStream(1, name));
      else values.fill(value);
      return [name, tf.tensor(values, shape)];
    }),
  );
}

describeOnBackends('the receptive field', () => {
  for (const config of [
    { levels: 1, upsampling: 'transposed' },
    { levels: 2, upsampling: 'transposed' },
    { levels: 2, upsampling: 'bilinear' },
  ] as const) {
    it(`is as wide as what changes an output: ${config.levels} levels, ${config.upsampling}`, async () => {
      // All weights are positive and so is the input, so what reaches an output raises it.
      const model = modelOf({ ...config, baseWidth: 2, norm: 'none' });
      const parameters = parametersOf(model, 0.1);
      const [length, multiple] = [80, unetMultiple(model)];
      const changed = Array.from({ length }, (_, pixel) => {
        const image = new Float32Array(length * multiple);
        image[pixel] = 1000;
        return Array.from(image);
      });
      const images = tf.tensor4d(
        [...changed.flat(), ...new Array<number>(length * multiple).fill(0)],
        [length + 1, multiple, length, 1],
      );
      const { logits } = unet(model, parameters, images, { training: false, random: random() });
      const values = await logits.data();
      const output = (image: number, x: number) => values[image * length * multiple + x]!;
      const widths = Array.from({ length: multiple }, (_, i) => {
        const x = length / 2 + i;
        const reached = changed.map((_, pixel) => output(pixel, x) > output(length, x));
        return reached.lastIndexOf(true) - reached.indexOf(true) + 1;
      });
      expect(receptiveField(model)).toBe(Math.max(...widths));
    });
  }
}, ['wasm']);

describeOnBackends('the predicted memory', () => {
  for (const config of [
    {},
    { upsampling: 'bilinear', norm: 'group' },
    { architecture: 'resUnet', norm: 'none' },
    { attention: true, dropout: 0.1 },
  ] as const) {
    it(`is near what a recorded step holds: ${JSON.stringify(config)}`, () => {
      const model = modelOf({ levels: 2, baseWidth: 8, ...config });
      const parameters = parametersOf(model);
      const x = tf.ones([2, 64, 64, 1]) as tf.Tensor4D;
      const trained = unetParameters(model).flatMap((spec) => (spec.running ? [] : [parameters[spec.name]!]));
      const seed = random();
      const gpu = internalsOf(tf.backend());
      const create = gpu.device.createBuffer;
      let bytes = 0;
      gpu.device.createBuffer = (descriptor) => {
        bytes += descriptor.size;
        return create.call(gpu.device, descriptor);
      };
      const recording = record(gpu, () => {
        const loss = () =>
          tf.mean(
            tf.square(unet(model, parameters, x, { training: true, random: seed }).logits),
          ) as tf.Scalar;
        const { value, grads } = tf.engine().gradients(loss, trained);
        tf.dispose(grads);
        return tf.keep(value) as tf.Scalar;
      });
      gpu.device.createBuffer = create;
      recording.dispose();
      const ratio = unetActivationBytes(model, 2, 64, 64) / bytes;
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    });
  }
}, ['webgpu']);

describeOnBackends('a U-Net of the wrong input', () => {
  it('refuses images of the wrong size or channels, saying which would do', () => {
    const model = modelOf({ levels: 3 });
    const apply = (shape: [number, number, number, number]) => () =>
      unet(model, {}, tf.ones(shape), { training: false, random: random() });
    expect(apply([1, 20, 24, 1])).toThrow('24 × 20');
    expect(apply([1, 24, 24, 3])).toThrow('takes 1 channels');
    try {
      apply([1, 20, 24, 1])();
    } catch (error) {
      expect(AnnealError.from(error).toJSON().remedy).toContain('multiples of 8');
    }
  });
}, ['cpu']);
