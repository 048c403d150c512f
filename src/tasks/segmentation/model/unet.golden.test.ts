/** Small U-Nets against PyTorch: outputs, all gradients and running statistics; sizes against known numbers. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { expectClose } from '../../../engine/golden/compare';
import type { ParameterSpec } from '../../../engine/nn/parameter';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { sizeOf } from '../../../formats/arrays';
import { unet, unetParameters } from './unet';
import type { UNet } from './unetShape';
import { unetSchema } from './unetShape';

const vectors = z.record(z.string(), z.array(z.number()));
const goldenSchema = z.object({
  cases: z.record(
    z.string(),
    z.object({
      settings: z.object({
        channels: z.number(),
        outputs: z.number(),
        levels: z.number(),
        base: z.number(),
        upsampling: z.enum(['transposed', 'bilinear']),
        norm: z.enum(['batch', 'group', 'instance', 'none']),
        residual: z.boolean().default(false),
        attention: z.boolean().default(false),
      }),
      /** Names of all parameters; a parameter's values are a wave whose phase is its place here. */
      order: z.array(z.string()),
      logits: z.array(z.number()),
      evaluated: z.array(z.number()),
      gradients: vectors,
      running: vectors,
    }),
  ),
  parameterCounts: z.object({ transposed: z.number(), bilinear: z.number() }),
});
const file = fileURLToPath(new URL('./fixtures/unet.golden.json', import.meta.url));
const golden = goldenSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

type Settings = (typeof golden.cases)[string]['settings'];

function modelOf({ base, residual, ...rest }: Settings): UNet {
  const architecture = residual ? 'resUnet' : 'unet';
  return { ...unetSchema.parse({}), ...rest, architecture, baseWidth: base };
}

/** As in `fixtures/makeUnet.py`. */
const wave = (length: number, phase: number) =>
  Array.from({ length }, (_, i) => Math.sin(1.3 * i + 0.37 * i * i + phase));

function valuesOf({ name, shape }: ParameterSpec, phase: number): tf.Tensor {
  const size = sizeOf(shape);
  const values = wave(size, phase);
  const scaled = values.map((v) => {
    if (name.endsWith('kernel')) return v * Math.sqrt(4 / (size / shape.at(-1)!));
    return name.endsWith('gamma') || name.endsWith('runningVariance') ? 1 + 0.3 * v : 0.3 * v;
  });
  return tf.tensor(scaled, shape);
}

const random = () => tf.tensor1d([1, 1], 'int32');

describeOnBackends('the U-Net', () => {
  for (const [name, { settings, order, logits, evaluated, gradients, running }] of Object.entries(
    golden.cases,
  )) {
    const model = modelOf(settings);
    const specs = unetParameters(model);
    const setUp = () => {
      const parameters = Object.fromEntries(
        specs.map((spec) => [spec.name, valuesOf(spec, order.indexOf(spec.name))]),
      );
      const x = tf.tensor4d(wave(128 * model.channels, 100), [2, 8, 8, model.channels]);
      return { parameters, x };
    };

    it(`follows PyTorch: ${name}`, async () => {
      expect(specs.map((spec) => spec.name).sort()).toEqual([...order].sort());
      const { parameters, x } = setUp();
      const cotangent = tf.tensor4d(wave(128 * model.outputs, 200), [2, 8, 8, model.outputs]);
      const trained = specs.filter((spec) => !spec.running).map((spec) => spec.name);
      let result: ReturnType<typeof unet> | null = null;
      const loss = () => {
        result = unet(model, parameters, x, { training: true, random: random() });
        tf.keep(result.logits);
        for (const next of Object.values(result.running)) tf.keep(next);
        return tf.sum(tf.mul(result.logits, cotangent)) as tf.Scalar;
      };
      const { grads } = tf.engine().gradients(
        loss,
        trained.map((parameter) => parameters[parameter]!),
      );
      const given = result as ReturnType<typeof unet> | null;
      expectClose(await given!.logits.data(), logits, 1e-4, 0.1);
      for (const [i, parameter] of trained.entries()) {
        // Sums over the image of what partly cancels: held to the size of the largest of the parameter's gradients.
        const largest = Math.max(...gradients[parameter]!.map(Math.abs));
        expectClose(await grads[i]!.data(), gradients[parameter]!, 1e-4, largest);
      }
      expect(Object.keys(given!.running).sort()).toEqual(Object.keys(running).sort());
      for (const [statistic, values] of Object.entries(running)) {
        expectClose(await given!.running[statistic]!.data(), values, 1e-5, 0.1);
      }
    });

    it(`evaluates with running statistics as PyTorch does: ${name}`, async () => {
      const { parameters, x } = setUp();
      const result = unet(model, parameters, x, { training: false, random: random() });
      expect(result.running).toEqual({});
      expectClose(await result.logits.data(), evaluated, 1e-4, 0.1);
    });
  }
});

it("has the number of parameters of milesial's U-Net", () => {
  const count = (upsampling: UNet['upsampling'], outputs: number) => {
    const model = { ...unetSchema.parse({}), baseWidth: 64, upsampling, channels: 3, outputs };
    return unetParameters(model)
      .filter(({ running }) => !running)
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  };
  // As its documentation and torch.hub models have it: 31,037,633 and, with two outputs, 17,263,042.
  expect(count('transposed', 1)).toBe(golden.parameterCounts.transposed);
  expect(count('transposed', 1)).toBe(31_037_633);
  expect(count('bilinear', 2)).toBe(golden.parameterCounts.bilinear);
});
