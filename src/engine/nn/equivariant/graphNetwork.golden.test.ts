/** A whole network of these layers against `fixtures/makeGraphNetwork.py` (NumPy, float64), and what turning, moving and padding do. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { createSegments } from '../../kernels/graph/sumByTarget';
import { setActiveTiles, untuned } from '../../kernels/program/tileChoice';
import { record } from '../../step/recorder';
import { internalsOf } from '../../tfjs/gpuInternals';
import { describeOnBackends } from '../../tfjs/testBackends';
import type { Parameters } from '../parameter';
import { equivariantDense } from './dense';
import { edgeBasis } from './edgeBasis';
import golden from './fixtures/graphNetwork.json';
import { gatedSilu, hardTanhGate } from './gates';
import { messagePass } from './messagePass';
import { tensorProduct } from './tensor';

const CHARGES = 2;
const FUNCTIONS = 4;

function parameters(): Parameters {
  return Object.fromEntries(
    Object.entries(golden.parameters).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
  );
}

/** x added on the degrees that it has. */
function addDegrees(y: tf.Tensor3D, x: tf.Tensor3D): tf.Tensor3D {
  const missing = y.shape[1] - x.shape[1];
  const widened =
    missing === 0
      ? x
      : tf.pad(x, [
          [0, 0],
          [0, missing],
          [0, 0],
        ]);
  return tf.add(y, widened);
}

interface Graph {
  positions: number[][];
  atomicNumbers: number[];
  starts: number[];
  ends: number[];
}

/** All ordered pairs of atoms. */
function graphOf(positions: number[][], atomicNumbers: number[]): Graph {
  const pairs = positions.flatMap((_, end) =>
    positions.flatMap((__, start) => (start === end ? [] : [{ start, end }])),
  );
  return {
    positions,
    atomicNumbers,
    starts: pairs.map(({ start }) => start),
    ends: pairs.map(({ end }) => end),
  };
}

const inputsOf = ({ positions, atomicNumbers, starts, ends }: Graph) => ({
  positions: tf.tensor2d(positions),
  numbers: tf.tensor1d(atomicNumbers, 'int32'),
  start: createSegments(Int32Array.from(starts), atomicNumbers.length),
  end: createSegments(Int32Array.from(ends), atomicNumbers.length),
});

const forward = (p: Parameters, graph: Graph) => network(p, inputsOf(graph));

function network(p: Parameters, { positions, numbers, start, end }: ReturnType<typeof inputsOf>) {
  const maxDegree = 2;
  const atoms = numbers.size;
  const { angular, radial } = edgeBasis(positions, start, end, {
    ...{ maxDegree, basis: 'reciprocal', count: FUNCTIONS, cutoff: 4, cutoffFunction: 'smooth' },
  });
  const features = p.embedding!.shape[1]!;
  let x = tf.gather(p.embedding as tf.Tensor2D, numbers).reshape([atoms, 1, features]) as tf.Tensor3D;
  const seen: Record<string, tf.Tensor3D> = {};
  for (let t = 0; t < 2; t++) {
    const weights = tf.transpose(p[`filter${t}.kernel`]!, [1, 0, 2]).reshape([FUNCTIONS, -1]) as tf.Tensor2D;
    const filter = tf.matMul(radial, weights).reshape([-1, maxDegree + 1, features]) as tf.Tensor3D;
    const messages = messagePass(x, filter, angular, p[`message${t}.kernel`] as tf.Tensor4D, start, end);
    seen[`messages${t}`] = messages;
    const hidden = gatedSilu(equivariantDense(p, `dense${2 * t}`, addDegrees(messages, x)));
    x = addDegrees(equivariantDense(p, `dense${2 * t + 1}`, hidden), x);
    seen[`features${t}`] = x;
  }
  const [first, second] = tf.split(equivariantDense(p, 'split', x), 2, 2) as [tf.Tensor3D, tf.Tensor3D];
  const o = tensorProduct(first, second, p['product.kernel'] as tf.Tensor4D);
  const [scalar, vector] = tf.split(o, [1, 3], 1) as [tf.Tensor3D, tf.Tensor3D];
  const charges = tf.add(
    tf.matMul(scalar.reshape([atoms, CHARGES]), p['mix.kernel']!),
    tf.gather(p.elementBias!, numbers).reshape([atoms, 1]),
  );
  const displacements = tf.transpose(tf.mul(tf.mul(hardTanhGate(scalar), vector), 0.175), [0, 2, 1]);
  return { charges, displacements, seen, radial };
}

describeOnBackends('a network of equivariant layers', () => {
  const graph = graphOf(golden.positions, golden.atomicNumbers);

  it('has the numbers of the reference, in between as well', async () => {
    const { charges, displacements, seen, radial } = forward(parameters(), graph);
    const { firstEdge } = golden;
    expectClose(
      (await radial.data()).slice(0, FUNCTIONS),
      firstEdge.radial.map((value) => value * firstEdge.cutoff),
      1e-6,
      1,
    );
    for (const [name, expected] of Object.entries(golden.seen)) {
      const firstFeature = seen[name]!.slice([0, 0, 0], [1, 9, 1]);
      expectClose(await firstFeature.data(), expected, 1e-5, 1);
    }
    expectClose(await charges.data(), golden.charges.flat(), 1e-5, 1);
    expectClose(await displacements.data(), golden.displacements.flat(2), 1e-5, 1e-2);
  });

  it('turns with its atoms, mirrored or not, and does not care where they are', async () => {
    const p = parameters();
    const before = forward(p, graph);
    for (const mirror of [1, -1]) {
      // Two turns about different axes, and a mirror.
      const [c, s, d, e] = [Math.cos(0.7), Math.sin(0.7), Math.cos(2.1), Math.sin(2.1)];
      const q = tf.matMul(
        tf.tensor2d([
          [c, -s, 0],
          [s, c, 0],
          [0, 0, mirror],
        ]),
        tf.tensor2d([
          [1, 0, 0],
          [0, d, -e],
          [0, e, d],
        ]),
      );
      const turned = (x: tf.Tensor) => tf.matMul(x.reshape([-1, 3]), q, false, true);
      const moved = tf.add(turned(tf.tensor2d(golden.positions)), tf.tensor1d([0.4, -1.1, 2.3]));
      const after = forward(p, graphOf((await moved.array()) as number[][], golden.atomicNumbers));
      expectClose(await after.charges.data(), await before.charges.data(), 1e-4);
      const expected = turned(before.displacements);
      expectClose(await after.displacements.data(), await expected.data(), 1e-4, 1e-2);
    }
  });

  it('is the same, atom by atom, with padding and beside another graph', async () => {
    const p = parameters();
    const alone = forward(p, graph);
    const positions = [...graph.positions, [7, 7, 7], [7, 8, 7], [0, 0, 0]];
    const both = forward(p, {
      positions,
      atomicNumbers: [...graph.atomicNumbers, 1, 6, 0],
      starts: [...graph.starts, 3, 4, -1, -1],
      ends: [...graph.ends, 4, 3, -1, -1],
    });
    expectClose((await both.charges.data()).slice(0, 6), await alone.charges.data(), 1e-6);
    expectClose((await both.displacements.data()).slice(0, 18), await alone.displacements.data(), 1e-6);
  });

  it('has gradients that are those of its own differences', async () => {
    const p = parameters();
    const target = tf.cos(tf.range(0, 24));
    const loss = (q: Parameters) => {
      const { charges, displacements } = forward(q, graph);
      const all = tf.concat([charges.reshape([-1]), tf.mul(displacements.reshape([-1]), 10)]);
      return tf.sum(tf.squaredDifference(all, target)).asScalar();
    };
    const names = Object.keys(p);
    const gradients = tf.grads((...tensors: tf.Tensor[]) =>
      loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))),
    )(names.map((name) => p[name]!));
    for (const [i, name] of names.entries()) {
      const value = p[name]!;
      const direction = tf.sin(tf.add(tf.mul(tf.range(0, value.size), 2.3), 1)).reshape(value.shape);
      const moved = (step: number) => loss({ ...p, [name]: tf.add(value, tf.mul(direction, step)) });
      const slope = tf.div(tf.sub(moved(2 ** -8), moved(-(2 ** -8))), 2 ** -7);
      const along = tf.sum(tf.mul(gradients[i]!, direction));
      expectClose(await along.data(), await slope.data(), 3e-3, 1);
    }
    expect(names.length).toBe(18);
  });
});

describeOnBackends('a recorded network of equivariant layers', () => {
  afterEach(() => setActiveTiles(untuned));

  it('has the same gradients as an eager one, its dispatches put together or not', async () => {
    const p = parameters();
    const inputs = inputsOf(graphOf(golden.positions, golden.atomicNumbers));
    const names = Object.keys(p);
    const gradients = () =>
      tf.tidy(() => {
        const loss = (...tensors: tf.Tensor[]) => {
          const q = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
          const { charges, displacements } = network(q, inputs);
          return tf.add(tf.sum(tf.square(charges)), tf.sum(displacements));
        };
        return tf.concat(
          tf
            .grads(loss)(names.map((name) => p[name]!))
            .map((g) => g.flatten()),
        );
      });
    const expected = Array.from(await gradients().data());
    const counts: number[] = [];
    for (const smallDispatches of ['separate', 'fused64'] as const) {
      setActiveTiles({ ...untuned, smallDispatches });
      const gpu = internalsOf(tf.backend());
      const recording = record(gpu, () => tf.keep(gradients()));
      const encoder = gpu.device.createCommandEncoder();
      recording.encode(encoder);
      gpu.queue.submit([encoder.finish()]);
      expect(Array.from(await recording.result.data())).toEqual(expected);
      counts.push(recording.dispatches);
      recording.dispose();
    }
    expect(counts[1]).toBeLessThan(counts[0]!);
  });
}, ['webgpu']);
