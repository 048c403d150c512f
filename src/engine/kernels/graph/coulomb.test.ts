/** The potential and dipole of point charges against loops in float64, and their gradients against differences. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { AnnealError } from '../../../protocol/errors';
import { expectClose } from '../../golden/compare';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import { chargeDipole, coulombPotential, type PotentialTables } from './coulomb';

/** Atoms within 1 Å of a centre, points between 2 and 4 Å from it; numbers as float32 has them. */
interface Scene {
  n: number;
  /** Of each segment. */
  points: number[];
  atoms: number[];
  charges: number[];
  places: number[];
  coordinates: number[];
  pointSegment: number[];
  atomSegment: number[];
  pointOffsets: number[];
  atomOffsets: number[];
}

/** Padding: three points and two atoms at the end, with numbers that must not matter. */
function sceneOf(n: number, points: number[], atoms: number[]): Scene {
  const random = randomStream(3, 'coulomb');
  const between = (low: number, high: number) => Math.fround(low + (high - low) * random.uniform());
  const ids = (counts: number[], padding: number) => [
    ...counts.flatMap((count, segment) => new Array<number>(count).fill(segment)),
    ...new Array<number>(padding).fill(-1),
  ];
  const offsets = (counts: number[]) =>
    [0, ...counts].map((_, segment) => counts.slice(0, segment).reduce((sum, count) => sum + count, 0));
  const atomSegment = ids(atoms, 2);
  const pointSegment = ids(points, 3);
  const onShell = () => {
    const axes = [between(-1, 1), between(-1, 1), between(-1, 1)];
    const scale = between(2, 4) / (Math.hypot(...axes) + 1e-3);
    return axes.map((x) => Math.fround(x * scale));
  };
  return {
    n,
    points,
    atoms,
    charges: Array.from({ length: atomSegment.length * n }, () => between(-1, 1)),
    places: Array.from({ length: atomSegment.length * n * 3 }, () => between(-0.6, 0.6)),
    coordinates: pointSegment.flatMap(onShell),
    pointSegment,
    atomSegment,
    pointOffsets: offsets(points),
    atomOffsets: offsets(atoms),
  };
}

function reference({ n, charges, places, coordinates, pointSegment, atomSegment }: Scene): number[] {
  return pointSegment.map((segment, g) => {
    let sum = 0;
    charges.forEach((charge, i) => {
      if (segment < 0 || atomSegment[Math.floor(i / n)] !== segment) return;
      const apart = [0, 1, 2].map((axis) => coordinates[3 * g + axis]! - places[3 * i + axis]!);
      sum += charge / (Math.max(Math.hypot(...apart), 1e-6) * 1.88973);
    });
    return sum;
  });
}

/** ∂/∂x[i] of Σ dy·V, by a central difference in float64. */
function differences(scene: Scene, of: 'charges' | 'places', dy: number[]): number[] {
  const step = 1e-4;
  const energy = () => reference(scene).reduce((sum, v, g) => sum + v * dy[g]!, 0);
  return scene[of].map((value, i) => {
    const values = scene[of];
    values[i] = value + step;
    const ahead = energy();
    values[i] = value - step;
    const behind = energy();
    values[i] = value;
    return (ahead - behind) / (2 * step);
  });
}

function upload(scene: Scene) {
  const table = (values: number[]) => tf.tensor1d(values, 'int32');
  const tables: PotentialTables = {
    pointSegment: table(scene.pointSegment),
    pointOffsets: table(scene.pointOffsets),
    atomSegment: table(scene.atomSegment),
    atomOffsets: table(scene.atomOffsets),
  };
  const atoms = scene.atomSegment.length;
  return {
    charges: tf.tensor2d(scene.charges, [atoms, scene.n]),
    places: tf.tensor3d(scene.places, [atoms, scene.n, 3]),
    points: tf.tensor2d(scene.coordinates, [scene.pointSegment.length, 3]),
    tables,
  };
}

/** Tensors, and what backends hold for them and for themselves. */
const held = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()];

const slopes = (scene: Scene) => scene.pointSegment.map((_, g) => Math.fround(Math.cos(1.3 * g)));

describeOnBackends('Coulomb potential', () => {
  it.each([
    { n: 1, points: [1], atoms: [1] },
    { n: 2, points: [5, 3, 7, 2], atoms: [3, 1, 5, 2] },
    { n: 3, points: [7, 0, 4, 1], atoms: [2, 3, 0, 1] },
    { n: 5, points: [66, 129], atoms: [7, 1] },
    { n: 6, points: [0, 513], atoms: [0, 3] },
    { n: 7, points: [8, 3, 0], atoms: [1, 1, 0] },
  ])('and its gradients, %j', async ({ n, points, atoms }) => {
    const scene = sceneOf(n, points, atoms);
    const before = held();
    const { charges, places, points: at, tables } = upload(scene);
    const potential = coulombPotential(charges, places, at, tables);
    expect(potential.shape).toEqual([scene.pointSegment.length]);
    expectClose(await potential.data(), reference(scene), 2e-6, 1);

    const dy = slopes(scene);
    const cotangent = tf.tensor1d(dy);
    const [dCharges, dPlaces] = tf.grads((q, r) => coulombPotential(q!, r!, at, tables))(
      [charges, places],
      cotangent,
    );
    expectClose(await dCharges!.data(), differences(scene, 'charges', dy), 5e-6, 1);
    expectClose(await dPlaces!.data(), differences(scene, 'places', dy), 5e-6, 1);
    const alone = tf.grad((q: tf.Tensor) => coulombPotential(q, places, at, tables))(charges, cotangent);
    expect(await alone.data()).toEqual(await dCharges!.data());

    for (const [values, padding] of [
      [await potential.data(), 3],
      [await dCharges!.data(), 2 * n],
      [await dPlaces!.data(), 6 * n],
    ] as const) {
      expectClose(values.slice(-padding), new Float32Array(padding), 0);
    }
    tf.dispose([charges, places, at, cotangent, potential, dCharges!, dPlaces!, alone]);
    tf.dispose(Object.values(tables));
    expect(held()).toEqual(before);
  });

  it('of a charge at which points lie, or within 10⁻⁶ Å, is that at 10⁻⁶ Å, and they do not pull at it', async () => {
    const scene = sceneOf(1, [5], [2]);
    scene.places.splice(3, 3, 0.25, 0, -0.5);
    scene.coordinates.splice(3, 6, 0.25, 0, -0.5, 0.25, 5e-7, -0.5);
    const { charges, places, points, tables } = upload(scene);
    const potential = await coulombPotential(charges, places, points, tables).data();
    const expected = reference(scene);
    expectClose(potential, expected, 2e-6, 1);
    expect(potential[1]).toBe(potential[2]);
    expect(Math.abs(potential[2]!)).toBeGreaterThan(1e4);

    const gradients = tf.grads((q, r) => coulombPotential(q!, r!, points, tables));
    const [ofCharges, ofPlaces] = gradients([charges, places]);
    expectClose((await ofCharges!.data()).slice(1, 2), [2e6 / 1.88973], 1e-5);
    const others = tf.tensor1d([1, 0, 0, 1, 1, 1, 1, 1]);
    const [, ofOthers] = gradients([charges, places], others);
    expectClose((await ofPlaces!.data()).slice(3, 6), (await ofOthers!.data()).slice(3, 6), 1e-6);
  });

  it('has the same bits in every run', async () => {
    const scene = sceneOf(2, [1000, 603], [9, 12]);
    const { charges, places, points, tables } = upload(scene);
    const cotangent = tf.tensor1d(slopes(scene));
    const run = async () => {
      const potential = coulombPotential(charges, places, points, tables);
      const gradients = tf.grads((q, r) => coulombPotential(q!, r!, points, tables))(
        [charges, places],
        cotangent,
      );
      return Promise.all([potential, ...gradients].map((tensor) => tensor.data()));
    };
    const first = await run();
    for (let again = 0; again < 3; again++) expect(await run()).toEqual(first);
  });

  it('refuses a gradient for points, and second derivatives', () => {
    const { charges, places, points, tables } = upload(sceneOf(2, [5], [3]));
    const ofPoints = tf.grad((g: tf.Tensor) => coulombPotential(charges, places, g, tables));
    expect(() => ofPoints(points)).toThrow(AnnealError);
    expect(() => ofPoints(points)).toThrow('no gradient for its points');

    const square = (q: tf.Tensor, r: tf.Tensor) => tf.sum(tf.square(coulombPotential(q, r, points, tables)));
    const twice = {
      charges: tf.grad((q: tf.Tensor) => tf.sum(tf.grad((c: tf.Tensor) => square(c, places))(q))),
      places: tf.grad((r: tf.Tensor) => tf.sum(tf.grad((p: tf.Tensor) => square(charges, p))(r))),
    };
    expect(() => twice.charges(charges)).toThrow('AnnealCoulombGradient has no derivative here');
    expect(() => twice.places(places)).toThrow('AnnealCoulombGradient has no derivative here');
  });

  it('refuses shapes that do not belong together', () => {
    const { charges, places, points, tables } = upload(sceneOf(2, [5], [3]));
    const flat = places.reshape([5, 6]);
    expect(() => coulombPotential(charges, flat, points, tables)).toThrow('do not fit');
    expect(() => coulombPotential(charges, places, points.reshape([24]), tables)).toThrow('do not fit');
  });
});

describeOnBackends('dipole of charges', () => {
  it('adds charges times distances from the centre, with derivatives of both orders', async () => {
    const scene = sceneOf(3, [1, 1, 1], [4, 0, 2]);
    const { charges, places, tables } = upload(scene);
    const centres = [0.5, -2, 1, 9, 9, 9, -0.25, 0, 3];
    const at = tf.tensor2d(centres, [3, 3]);
    const before = held();
    const dipole = chargeDipole(charges, places, at, tables);
    expect(dipole.shape).toEqual([3, 3]);
    const weights = [1, -2, 0.5, 7, 7, 7, -1, 3, 2];
    const expected = new Array<number>(9).fill(0);
    const ofCharges = scene.charges.map(() => 0);
    const ofPlaces = scene.places.map(() => 0);
    scene.charges.forEach((charge, i) => {
      const segment = scene.atomSegment[Math.floor(i / 3)]!;
      for (let axis = 0; segment >= 0 && axis < 3; axis++) {
        const apart = (scene.places[3 * i + axis]! - centres[3 * segment + axis]!) * 1.88973;
        expected[3 * segment + axis]! += charge * apart;
        ofCharges[i]! += weights[3 * segment + axis]! * apart;
        ofPlaces[3 * i + axis] = weights[3 * segment + axis]! * charge * 1.88973;
      }
    });
    expectClose(await dipole.data(), expected, 2e-6, 1);

    const cotangent = tf.tensor2d(weights, [3, 3]);
    const [dCharges, dPlaces] = tf.grads((q, r) => chargeDipole(q!, r!, at, tables))(
      [charges, places],
      cotangent,
    );
    expectClose(await dCharges!.data(), ofCharges, 2e-6, 1);
    expectClose(await dPlaces!.data(), ofPlaces, 2e-6, 1);
    // ∂/∂q of Σ over axes of ∂(weights·μ)/∂r.
    const slope = (q: tf.Tensor) =>
      tf.sum(tf.grad((r: tf.Tensor) => tf.sum(tf.mul(chargeDipole(q, r, at, tables), cotangent)))(places));
    const twice = tf.grad(slope)(charges);
    const mixed = scene.charges.map((_, i) => {
      const segment = scene.atomSegment[Math.floor(i / 3)]!;
      return segment < 0 ? 0 : 1.88973 * weights.slice(3 * segment, 3 * segment + 3).reduce((a, b) => a + b);
    });
    expectClose(await twice.data(), mixed, 2e-6, 1);
    tf.dispose([dipole, cotangent, dCharges!, dPlaces!, twice]);
    expect(held()).toEqual(before);
  });
});
