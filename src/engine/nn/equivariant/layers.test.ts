/** Equivariant layers against plain loops, their gradients against differences of these, and how they turn. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { AnnealError } from '../../../protocol/errors';
import { expectClose } from '../../golden/compare';
import { evenTerms, pathsOf } from '../../kernels/equivariant/clebschGordan';
import { createSegments } from '../../kernels/graph/sumByTarget';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import { equivariantDense, equivariantDenseParameters } from './dense';
import { gatedSilu, hardTanhGate } from './gates';
import { messagePass } from './messagePass';
import {
  coefficients,
  type Plain,
  plainDense,
  plainGate,
  plainMessages,
  plainProduct,
} from './references.fixture';
import { tensorKernelInitializer, tensorProduct } from './tensor';

/** Seven edges, two of them padding, one without a start and one without an end, among four atoms. */
const starts = Int32Array.from([1, 0, 2, 3, -1, 0, 3, -1, -1]);
const ends = Int32Array.from([0, 1, 0, 0, 2, -1, 1, -1, -1]);
const ATOMS = 4;

function plain(shape: number[], phase: number): Plain {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + phase)) };
}
const tensorOf = ({ shape, values }: Plain) => tf.tensor(Float32Array.from(values), shape);

interface Layer {
  name: string;
  inputs: Plain[];
  run(inputs: tf.Tensor[]): tf.Tensor;
  reference(inputs: Plain[]): Float64Array;
}

function product(degrees: [number, number, number], features: number, rows = 3): Layer {
  const [a, b, c] = degrees.map((degree) => degree + 1) as [number, number, number];
  return {
    name: `tensorProduct of degrees ${degrees.join(', ')} and ${features} features`,
    inputs: [
      plain([rows, a * a, features], 0),
      plain([rows, b * b, features], 1),
      plain([a, b, c, features], 2),
    ],
    run: ([x, y, w]) => tensorProduct(x as tf.Tensor3D, y as tf.Tensor3D, w as tf.Tensor4D),
    reference: ([x, y, w]) => plainProduct(x!, y!, w!),
  };
}

const angularOf = (maxDegree: number) => plain([starts.length, (maxDegree + 1) ** 2], 3);

function messages(degrees: [number, number, number], features: number): Layer {
  const [a, b, c] = degrees.map((degree) => degree + 1) as [number, number, number];
  const angular = angularOf(degrees[0]);
  return {
    name: `messagePass of degrees ${degrees.join(', ')} and ${features} features`,
    inputs: [
      plain([ATOMS, b * b, features], 0),
      plain([starts.length, a, features], 1),
      plain([a, b, c, features], 2),
    ],
    run: ([x, filter, w]) =>
      messagePass(
        x as tf.Tensor3D,
        filter as tf.Tensor3D,
        tensorOf(angular) as tf.Tensor2D,
        w as tf.Tensor4D,
        createSegments(starts, ATOMS),
        createSegments(ends, ATOMS),
      ),
    reference: ([x, filter, w]) => plainMessages(x!, filter!, angular, w!, starts, ends, ATOMS),
  };
}

function dense(maxDegree: number, inputs: number, outputs: number, bias: boolean, rows = 3): Layer {
  const shapes = [[rows, (maxDegree + 1) ** 2, inputs], [maxDegree + 1, inputs, outputs], [outputs]];
  return {
    name: `equivariantDense of degree ${maxDegree} from ${inputs} to ${outputs}${bias ? ', bias' : ''}`,
    inputs: shapes.slice(0, bias ? 3 : 2).map(plain),
    run: ([x, kernel, b]) =>
      equivariantDense({ 'd.kernel': kernel!, ...(b ? { 'd.bias': b } : {}) }, 'd', x as tf.Tensor3D),
    reference: ([x, kernel, b]) => plainDense(x!, kernel!, b ? b.values : null),
  };
}

const gate = (maxDegree: number, features: number): Layer => ({
  name: `gatedSilu of degree ${maxDegree} and ${features} features`,
  inputs: [plain([5, (maxDegree + 1) ** 2, features], 0)],
  run: ([x]) => gatedSilu(x as tf.Tensor3D),
  reference: ([x]) => plainGate(x!),
});

const layers: Layer[] = [
  ...[4, 3].flatMap((features) => [product([2, 2, 2], features), product([2, 2, 1], features)]),
  product([0, 1, 2], 4),
  product([1, 1, 1], 8, 70),
  ...[8, 3].flatMap((features) => [messages([2, 2, 2], features), messages([2, 0, 2], features)]),
  messages([1, 1, 1], 4),
  messages([0, 0, 0], 4),
  dense(2, 16, 16, true),
  dense(2, 12, 8, true, 130),
  dense(2, 8, 20, false),
  dense(1, 8, 6, true),
  dense(0, 3, 5, true),
  gate(2, 8),
  gate(0, 3),
];

/** Σ of the outputs, each by a weight of its own, so that no two gradients can be mistaken for each other. */
const weightsOf = (size: number) => Float64Array.from({ length: size }, (_, i) => Math.cos(0.9 * i));

/** Central differences by some values of each input. */
function slopesByDifferences({ inputs, reference }: Layer): { at: number; slope: number }[][] {
  const weights = weightsOf(reference(inputs).length);
  const loss = (changed: Plain[]) =>
    reference(changed).reduce((sum, value, i) => sum + value * weights[i]!, 0);
  return inputs.map((input, which) => {
    const stride = Math.max(1, Math.floor(input.values.length / 40));
    const some = Array.from(input.values).flatMap((_, at) => (at % stride === 0 ? [at] : []));
    return some.map((at) => {
      const changedBy = (step: number) => {
        const values = Float64Array.from(input.values);
        values[at]! += step;
        return loss(inputs.map((other, i) => (i === which ? { ...other, values } : other)));
      };
      return { at, slope: (changedBy(1e-4) - changedBy(-1e-4)) / 2e-4 };
    });
  });
}

/** The reference is slow; each backend asks for the same. */
const differences = new Map<Layer, ReturnType<typeof slopesByDifferences>>();

function differencesOf(layer: Layer): ReturnType<typeof slopesByDifferences> {
  const found = differences.get(layer) ?? slopesByDifferences(layer);
  differences.set(layer, found);
  return found;
}

describe('Clebsch-Gordan coefficients', () => {
  it('are those of the reference', () => {
    expect(evenTerms.length).toBe(83);
    for (const [i, j, k, value] of coefficients) {
      const term = evenTerms.find((other) => other.i === i && other.j === j && other.k === k);
      expectClose([term?.value ?? 0], [value], 1e-12);
    }
  });

  it('of a path have squares that add up to 2·l3 + 1', () => {
    const paths = pathsOf(2, 2, 2);
    expect(paths.length).toBe(11);
    for (const { l3, terms } of paths) {
      expectClose([terms.reduce((sum, { value }) => sum + value ** 2, 0)], [2 * l3 + 1], 1e-12);
    }
  });
});

describe('parameters', () => {
  it('of tensor kernels have variance 1 / paths into their degree, and none without a path', () => {
    const [shape, features] = [[3, 3, 3, 4096], 4096];
    const values = new Float32Array(27 * features);
    tensorKernelInitializer(values, shape, randomStream(1, 'kernel'));
    const variance = (slot: number) =>
      values.subarray(slot * features, (slot + 1) * features).reduce((sum, v) => sum + v * v, 0) / features;
    for (const { slot, l3 } of pathsOf(2, 2, 2))
      expectClose([variance(slot)], [[1 / 3, 1 / 4, 1 / 4][l3]!], 0.08);
    // (1, 1) → 1 is odd.
    expect(variance(13)).toBe(0);
    expect(Math.max(...values)).toBeLessThanOrEqual((2 / 0.8796256610342398) * Math.sqrt(1 / 3) + 1e-6);
  });

  it('of dense layers have variance 1 / inputs, and a bias for scalars if wanted', () => {
    const specs = equivariantDenseParameters('d', 2, 64, 128, { bias: true });
    expect(specs.map(({ name, shape }) => [name, shape])).toEqual([
      ['d.kernel', [3, 64, 128]],
      ['d.bias', [128]],
    ]);
    const values = new Float32Array(3 * 64 * 128);
    specs[0]!.initializer(values, specs[0]!.shape, randomStream(1, 'kernel'));
    expectClose([values.reduce((sum, v) => sum + v * v, 0) / values.length], [1 / 64], 0.05);
    expect(equivariantDenseParameters('d', 2, 64, 128, { bias: false }).length).toBe(1);
  });
});

describeOnBackends('equivariant layers', () => {
  it.each(layers.map((layer) => [layer.name, layer] as const))('%s', async (_, layer) => {
    const inputs = layer.inputs.map(tensorOf);
    const expected = layer.reference(layer.inputs);
    const weights = Float32Array.from(weightsOf(expected.length));
    const loss = (...all: tf.Tensor[]) => {
      const y = layer.run(all);
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape))).asScalar();
    };
    const compute = async () => {
      const tensors = tf.tidy(() => [layer.run(inputs), ...tf.grads(loss)(inputs)]);
      const values = await Promise.all(tensors.map((tensor) => tensor.data()));
      const shapes = tensors.map(({ shape }) => shape);
      tf.dispose(tensors);
      return { values, shapes };
    };
    const before = tf.memory().numTensors;
    const { values, shapes } = await compute();
    expect(tf.memory().numTensors).toBe(before);
    expect(shapes.slice(1)).toEqual(layer.inputs.map(({ shape }) => shape));
    expectClose(values[0]!, expected, 2e-6, 1);
    for (const [i, slopes] of differencesOf(layer).entries()) {
      const actual = slopes.map(({ at }) => values[i + 1]![at]!);
      expectClose(
        actual,
        slopes.map(({ slope }) => slope),
        1e-5,
        1,
      );
    }
    const again = await compute();
    expect(again.values.map((array) => Array.from(array))).toEqual(values.map((array) => Array.from(array)));
  });

  it('give single gradients that are the same as all of them', async () => {
    for (const layer of layers.filter(({ name }) => /16 to 16|2, 2, 2 and 8/.test(name))) {
      const inputs = layer.inputs.map(tensorOf);
      const loss = (...all: tf.Tensor[]) => tf.sum(tf.square(layer.run(all))).asScalar();
      const together = tf.grads(loss)(inputs);
      for (const [i, expected] of together.entries()) {
        const alone = tf.grad((x) => loss(...inputs.map((input, j) => (i === j ? x : input))))(inputs[i]!);
        expect(Array.from(await alone.data())).toEqual(Array.from(await expected.data()));
      }
    }
  });

  it('refuse second derivatives, and say so', () => {
    for (const layer of [product([1, 1, 1], 4), messages([1, 1, 1], 4), dense(1, 4, 4, true), gate(1, 4)]) {
      const [x, ...others] = layer.inputs.map(tensorOf);
      const slope = (point: tf.Tensor) =>
        tf.sum(tf.square(tf.grad((a) => tf.sum(tf.square(layer.run([a, ...others]))))(point)));
      expect(() => tf.grad(slope)(x!)).toThrow(AnnealError);
      expect(() => tf.grad(slope)(x!)).toThrow(/Gradient\w* has no derivative here/);
    }
  });

  it('refuse a gradient by the angular basis', () => {
    const [x, filter, w] = messages([1, 1, 1], 4).inputs.map(tensorOf);
    const [start, end] = [createSegments(starts, ATOMS), createSegments(ends, ATOMS)];
    const f = (angular: tf.Tensor) =>
      tf.sum(
        messagePass(
          x as tf.Tensor3D,
          filter as tf.Tensor3D,
          angular as tf.Tensor2D,
          w as tf.Tensor4D,
          start,
          end,
        ),
      );
    expect(() => tf.grad(f)(tensorOf(angularOf(1)))).toThrow(/no gradient by the positions.*messagePass/);
  });

  it('carry nothing along padding', async () => {
    const layer = messages([2, 2, 2], 8);
    const [x, filter, w] = layer.inputs.map(tensorOf);
    const angular = tensorOf(angularOf(2));
    const real = Array.from(starts.keys()).filter((edge) => starts[edge]! >= 0 && ends[edge]! >= 0);
    const rows = tf.tensor1d(real, 'int32');
    const all = layer.run([x!, filter!, w!]);
    const few = messagePass(
      x as tf.Tensor3D,
      tf.gather(filter as tf.Tensor3D, rows),
      tf.gather(angular as tf.Tensor2D, rows),
      w as tf.Tensor4D,
      createSegments(
        Int32Array.from(real, (edge) => starts[edge]!),
        ATOMS,
      ),
      createSegments(
        Int32Array.from(real, (edge) => ends[edge]!),
        ATOMS,
      ),
    );
    expect(Array.from(await all.data())).toEqual(Array.from(await few.data()));
  });

  it('have a hard tanh gate that bounds scalars', async () => {
    const s = tf.tensor1d([-3, -1, -0.2, 0, 0.9, 4]);
    expectClose(await hardTanhGate(s).data(), [1 / 3, 1, 1, 1, 1, 0.25], 1e-6);
    const slopes = tf.grad((x) => tf.sum(tf.mul(x, hardTanhGate(x))))(tf.tensor1d([-3, -0.2, 0.9, 4]));
    expectClose(await slopes.data(), [0, 1, 1, 0], 1e-6, 1);
  });
});
