/** Two made-up molecules as a model might predict them: a neutral one with a masked point, and one of charge 1. */
import type { Molecule, PredictedMolecule } from '../molecule';

const water: PredictedMolecule = {
  molecule: {
    row: 4,
    atomicNumbers: Int32Array.of(8, 1, 1),
    positions: Float32Array.of(0, 0, 0.12, 0, 0.76, -0.48, 0, -0.76, -0.48),
    totalCharge: 0,
    monopoles: Float32Array.of(-0.7, 0.35, 0.35),
    dipole: Float32Array.of(0.1, -0.05, 0.8),
    origin: Float32Array.of(0, 0, 0.05),
    grid: Float32Array.from(
      [
        [0, 0, 2.5],
        [0, 2.5, 0],
        [0, -2.6, 0.5],
        [2, 1, -1],
        [-2, 0, 1],
        [1, -2, -1.5],
        [0.5, 0.5, -3],
      ].flat(),
    ),
    potential: Float32Array.of(-0.02, 0.011, 0.012, 0.003, -0.006, 0.008, 0.01),
    espMask: Uint8Array.of(1, 1, 1, 1, 1, 1, 0),
  },
  nDcm: 2,
  charges: Float32Array.of(-0.5, -0.25, 0.25, 0.125, 0.25, 0.0625),
  places: Float32Array.from(
    [
      [0, 0, 0.2, 0, 0.05, 0.1],
      [0, 0.8, -0.5, 0, 0.7, -0.5],
      [0, -0.8, -0.5, 0, -0.7, -0.5],
    ].flat(),
  ),
  potential: Float32Array.of(
    ...[-0.052722420543432236, 0.0004630018665920943, -0.014293430373072624, -0.0014314131112769246],
    ...[-0.04411879926919937, 0.010742484591901302, 0.012923507951200008],
  ),
  pointMask: Uint8Array.of(1, 1, 1, 1, 1, 1, 0),
  dipole: Float32Array.of(0, 0.05905406177043915, -0.8799055218696594),
};

const oxide: PredictedMolecule = {
  molecule: {
    row: 2,
    atomicNumbers: Int32Array.of(6, 8),
    positions: Float32Array.of(0, 0, 0, 0, 0, 1.2),
    totalCharge: 1,
    monopoles: Float32Array.of(0.9, 0.1),
    dipole: Float32Array.of(0.2, 0.1, -1.1),
    origin: Float32Array.of(0, 0, 0.68),
    grid: Float32Array.from(
      [
        [0, 0, 3.4],
        [0, 2.6, 0.5],
        [2.5, 0, 1],
        [-1, -1, -2.2],
        [1.5, 1.5, 2],
      ].flat(),
    ),
    potential: Float32Array.of(0.14, 0.2, 0.19, 0.21, 0.17),
    espMask: null,
  },
  nDcm: 2,
  charges: Float32Array.of(0.5, 0.25, 0.5, 0.125),
  places: Float32Array.from(
    [
      [0, 0, -0.1, 0.1, 0, 0],
      [0, 0.1, 1.3, 0, -0.1, 1.2],
    ].flat(),
  ),
  potential: Float32Array.of(
    ...[0.2703772783279419, 0.2736046314239502, 0.27910706400871277, 0.24200132489204407, 0.2851909101009369],
  ),
  pointMask: Uint8Array.of(1, 1, 1, 1, 1),
  dipole: Float32Array.of(0.04724325239658356, 0.07086487859487534, -0.3496001064777374),
};

export const predictedMolecules: readonly PredictedMolecule[] = [water, oxide];

/** The same as they come from files of geometries: nothing is known but the atoms. */
export const withoutReference: readonly PredictedMolecule[] = predictedMolecules.map((predicted) => ({
  ...predicted,
  molecule: {
    ...predicted.molecule,
    monopoles: null,
    dipole: null,
    grid: new Float32Array(0),
    potential: new Float32Array(0),
    espMask: null,
  } satisfies Molecule,
  potential: new Float32Array(0),
  pointMask: new Uint8Array(0),
}));

export async function* streamOf<Example>(examples: readonly Example[]): AsyncGenerator<Example> {
  yield* examples;
}
