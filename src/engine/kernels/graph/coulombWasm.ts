/**
 * The kernels of `coulomb.ts` in the instructions of WASM, four points at a time, and those that are left over one at a
 * time. A point has the same bits wherever it is in its segment.
 */
import type * as tf from '@tensorflow/tfjs';
import { withFloats, withIntegers } from '../../tfjs/hostMemory';
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate, release } from '../program/hostKernel';
import { addressOf, wasmKernel, wasmMemory } from '../program/wasmKernel';
import { BOHRS_PER_ANGSTROM, LEAST_SQUARE } from './coulombNames';

/** Points in a vector; with one, all lanes hold the same. */
type Lanes = 4 | 1;

/** Points and charges that belong together: the first of each, how many vectors of points there are, and charges. */
interface Run {
  lanes: Lanes;
  point: number;
  vectors: number;
  charge: number;
  charges: number;
}

/** The runs of all segments that have points and charges, of which an atom has `n`; kernels repeat at least once. */
function runsOf(pointOffsets: tf.TensorInfo, atomOffsets: tf.TensorInfo, n: number): Run[] {
  return withIntegers([pointOffsets, atomOffsets], (points, atoms) => {
    const runs: Run[] = [];
    for (let s = 0; s + 1 < points.length; s++) {
      const [point, count] = [points[s]!, points[s + 1]! - points[s]!];
      const group = { charge: atoms[s]! * n, charges: (atoms[s + 1]! - atoms[s]!) * n };
      if (group.charges === 0) continue;
      const [whole, rest] = [count >> 2, count % 4];
      if (whole > 0) runs.push({ lanes: 4, point, vectors: whole, ...group });
      if (rest > 0) runs.push({ lanes: 1, point: point + 4 * whole, vectors: rest, ...group });
    }
    return runs;
  });
}

const advance = (pointer: Local, bytes: number) => pointer.set(i32.add(pointer.get, i32.const(bytes)));

/** Sets `into` to x, y and z of the points at an address; `from` is changed as well. */
function loadPoints(address: Code, lanes: Lanes, into: readonly Local[], from: readonly Local[]): Code {
  if (lanes === 1) return into.flatMap((local, axis) => local.set(v128.loadSplat(address, 4 * axis)));
  const [a, b, c] = from.map((local) => local.get) as [Code, Code, Code];
  // The vectors hold xyzx, yzxy and zxyz: an axis is in the first two, and its last value or two in the third.
  const lanesOf = [
    { pairs: [0, 3, 6, 6], joined: [0, 1, 2, 5] },
    { pairs: [1, 4, 7, 7], joined: [0, 1, 2, 6] },
    { pairs: [2, 5, 5, 5], joined: [0, 1, 4, 7] },
  ] as const;
  return [
    ...from.flatMap((local, i) => local.set(v128.load(address, 16 * i))),
    ...lanesOf.flatMap(({ pairs, joined }, axis) =>
      into[axis]!.set(v128.pick(v128.pick(a, b, pairs), c, joined)),
    ),
  ];
}

/** x² + y² + z². */
const squareOf = (axes: readonly Local[]): Code =>
  axes.map(({ get }) => f32x4.mul(get, get)).reduce((sum, square) => f32x4.add(sum, square));

/** Takes the addresses of points, output, charges and places, how many vectors of points there are, and charges. */
function potentialKernel(memory: WebAssembly.Memory, lanes: Lanes) {
  return wasmKernel(memory, `coulombPotential_${lanes}`, 6, (parameters, local) => {
    const [points, output, charges, places, vectors, count] = parameters as Six;
    const [charge, place, i] = [local('i32'), local('i32'), local('i32')];
    const three = () => [local('v128'), local('v128'), local('v128')];
    const [point, apart] = [three(), three()];
    const [sum, least] = [local('v128'), local('v128')];
    return [
      ...least.set(f32x4.splat(LEAST_SQUARE)),
      ...repeat(vectors, [
        ...loadPoints(points.get, lanes, point, apart),
        ...sum.set(v128.zero),
        ...charge.set(charges.get),
        ...place.set(places.get),
        ...i.set(count.get),
        ...repeat(i, [
          ...apart.flatMap((local, axis) =>
            local.set(f32x4.sub(point[axis]!.get, v128.loadSplat(place.get, 4 * axis))),
          ),
          ...sum.set(
            f32x4.add(
              sum.get,
              f32x4.div(v128.loadSplat(charge.get), f32x4.sqrt(f32x4.max(squareOf(apart), least.get))),
            ),
          ),
          ...advance(charge, 4),
          ...advance(place, 12),
        ]),
        ...(lanes === 4 ? v128.store : v128.storeLane)(
          output.get,
          f32x4.mul(sum.get, f32x4.splat(1 / BOHRS_PER_ANGSTROM)),
        ),
        ...advance(points, 12 * lanes),
        ...advance(output, 4 * lanes),
      ]),
    ];
  });
}

/**
 * Adds to the sums of each charge, four vectors of partial sums: Σ dy/|r_g − r|, and Σ dy·(r_g − r)/|r_g − r|³ by axis.
 * Takes the addresses of points, dy, places and sums, how many vectors of points there are, and charges.
 */
function gradientKernel(memory: WebAssembly.Memory, lanes: Lanes) {
  return wasmKernel(memory, `coulombGradient_${lanes}`, 6, (parameters, local) => {
    const [points, dy, places, sums, vectors, count] = parameters as Six;
    const [point, slope, i] = [local('i32'), local('i32'), local('i32')];
    const three = () => [local('v128'), local('v128'), local('v128')];
    const [place, apart, spare, pulls] = [three(), three(), three(), three()];
    const [sum, least, square, inverse, part] = [0, 1, 2, 3, 4].map(() => local('v128')) as Five;
    const totals = [sum, ...pulls];
    return [
      ...least.set(f32x4.splat(LEAST_SQUARE)),
      ...repeat(count, [
        ...totals.flatMap((total, v) => total.set(v128.load(sums.get, 16 * v))),
        ...place.flatMap((local, axis) => local.set(v128.loadSplat(places.get, 4 * axis))),
        ...point.set(points.get),
        ...slope.set(dy.get),
        ...i.set(vectors.get),
        ...repeat(i, [
          ...loadPoints(point.get, lanes, apart, spare),
          ...apart.flatMap((local, axis) => local.set(f32x4.sub(local.get, place[axis]!.get))),
          ...square.set(squareOf(apart)),
          ...inverse.set(f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.max(square.get, least.get)))),
          // A single point is in the first lane; in the others its slope is zero, and so is what is added.
          ...part.set(f32x4.mul((lanes === 4 ? v128.load : v128.loadFirst)(slope.get), inverse.get)),
          ...sum.set(f32x4.add(sum.get, part.get)),
          ...part.set(
            v128.and(
              f32x4.mul(part.get, f32x4.mul(inverse.get, inverse.get)),
              f32x4.greater(square.get, least.get),
            ),
          ),
          ...pulls.flatMap((pull, axis) =>
            pull.set(f32x4.add(pull.get, f32x4.mul(part.get, apart[axis]!.get))),
          ),
          ...advance(point, 12 * lanes),
          ...advance(slope, 4 * lanes),
        ]),
        ...totals.flatMap((total, v) => v128.store(sums.get, total.get, 16 * v)),
        ...advance(places, 12),
        ...advance(sums, 64),
      ]),
    ];
  });
}

type Four = [number, number, number, number];
type Five = [Local, Local, Local, Local, Local];
type Six = [Local, Local, Local, Local, Local, Local];

/** Inputs and output are those of the kernel in `coulomb.ts`. */
export function potentialDirectly(
  memory: WebAssembly.Memory,
  [charges, places, points, pointOffsets, atomOffsets]: tf.TensorInfo[],
): tf.TensorInfo {
  const [, n = 1] = charges!.shape;
  const output = allocate(points!.shape.slice(0, 1));
  withFloats([output], (out) => {
    out.fill(0);
  });
  const [from, to, values, centres] = [points!, output, charges!, places!].map(addressOf) as Four;
  for (const { lanes, point, vectors, charge, charges: count } of runsOf(pointOffsets!, atomOffsets!, n)) {
    const kernel = potentialKernel(memory, lanes);
    kernel(from + 12 * point, to + 4 * point, values + 4 * charge, centres + 12 * charge, vectors, count);
  }
  return output;
}

/** Inputs and outputs are those of the kernel in `coulomb.ts`; null where there are no such instructions. */
export function gradientDirectly(inputs: tf.TensorInfo[]): tf.TensorInfo[] | null {
  const memory = wasmMemory();
  if (!memory) return null;
  const [charges, places, points, dy, pointOffsets, atomOffsets] = inputs;
  const [, n = 1] = charges!.shape;
  const sums = allocate([...charges!.shape, 16]);
  const outputs = [allocate(charges!.shape), allocate(places!.shape)];
  withFloats([sums], (values) => {
    values.fill(0);
  });
  const [from, slopes, centres, to] = [points!, dy!, places!, sums].map(addressOf) as Four;
  for (const { lanes, point, vectors, charge, charges: count } of runsOf(pointOffsets!, atomOffsets!, n)) {
    const kernel = gradientKernel(memory, lanes);
    kernel(from + 12 * point, slopes + 4 * point, centres + 12 * charge, to + 64 * charge, vectors, count);
  }
  withFloats([charges!, sums, ...outputs], (values, partial, ofCharges, ofPlaces) => {
    for (let i = 0; i < values.length; i++) {
      ofCharges[i] = joined(partial, 16 * i);
      for (let axis = 0; axis < 3; axis++) {
        ofPlaces[3 * i + axis] = values[i]! * joined(partial, 16 * i + 4 * axis + 4);
      }
    }
  });
  release(sums);
  return outputs;
}

/** The four lanes from `at` on, in atomic units. */
function joined(partial: Float32Array, at: number): number {
  return (partial[at]! + partial[at + 1]! + partial[at + 2]! + partial[at + 3]!) / BOHRS_PER_ANGSTROM;
}
