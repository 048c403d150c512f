/** Runs a layer on the inputs of a golden case and compares its output and gradients with PyTorch's. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { expectClose } from '../../golden/compare';

/** A tensor both sides can make: offset + amplitude·sin(1.7 i + phase), i counting through it. */
export interface Wave {
  shape: number[];
  phase: number;
  amplitude?: number;
  offset?: number;
}

/** As `fixtures/golden.py` writes it. */
export interface GoldenCase {
  inputs: Record<string, Wave | undefined>;
  /** Phase of the wave that the output is multiplied with before it is added up. */
  cotangent: number;
  shape: number[];
  output: number[];
  /** By the names of the inputs; of the constant ones there is none. */
  gradients: Record<string, number[] | undefined>;
}

export function waveTensor({ shape, phase, amplitude = 1, offset = 0 }: Wave): tf.Tensor {
  const values = Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => offset + amplitude * Math.sin(1.7 * i + phase),
  );
  return tf.tensor(values, shape);
}

/**
 * @param forward of the inputs by name: parameters as layers look them up, and what they are applied to.
 * @param tolerance relative to each value, and to the tenth part of the largest where that is more.
 */
export async function expectGolden(
  golden: GoldenCase,
  forward: (tensors: Record<string, tf.Tensor>) => tf.Tensor,
  tolerance = 1e-5,
): Promise<void> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, wave] of Object.entries(golden.inputs)) {
    if (wave) tensors[name] = waveTensor(wave);
  }
  const names = Object.keys(tensors).filter((name) => golden.gradients[name]);
  const weights = waveTensor({ shape: golden.shape, phase: golden.cotangent });
  const run = (...args: tf.Tensor[]) => {
    const given = Object.fromEntries(names.map((name, i) => [name, args[i]!]));
    return forward({ ...tensors, ...given });
  };
  const output = run(...names.map((name) => tensors[name]!));
  expect(output.shape).toEqual(golden.shape);
  closeTo('output', await output.data(), golden.output, tolerance);
  const gradients = tf.grads((...args) => tf.sum(tf.mul(weights, run(...args))))(
    names.map((name) => tensors[name]!),
  );
  for (const [i, name] of names.entries()) {
    expect(gradients[i]!.shape).toEqual(tensors[name]!.shape);
    closeTo(name, await gradients[i]!.data(), golden.gradients[name]!, tolerance);
  }
}

function closeTo(what: string, actual: ArrayLike<number>, expected: number[], tolerance: number): void {
  const floor = Math.max(...expected.map(Math.abs)) / 10;
  try {
    expectClose(actual, expected, tolerance, Math.max(floor, 1e-6));
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
