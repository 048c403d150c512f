/**
 * Directions and lengths of edges: real spherical harmonics of what points from the atom that receives to the one that
 * sends, in Racah's normalisation (Σ over a degree of Y² = 1), and the distance.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { componentsOf } from './clebschGordan';
import { refusePositions } from './forces';

type Attributes = { maxDegree: number };

const HARMONICS = 'AnnealEdgeHarmonics';
const ROOT = Math.sqrt(3);

/**
 * Writes the (L + 1)² harmonics of a direction, at most 9, into `out` from `start` on. A vector without a length counts as
 * u = 0: 1 for degree 0 and 0 for the others.
 */
export function writeHarmonics(
  out: { [index: number]: number },
  start: number,
  maxDegree: number,
  [dx, dy, dz]: readonly [number, number, number],
): void {
  const length = Math.hypot(dx, dy, dz);
  const scale = length > 0 ? 1 / length : 0;
  const [x, y, z] = [dx * scale, dy * scale, dz * scale];
  out[start] = 1;
  if (maxDegree < 1) return;
  out[start + 1] = x;
  out[start + 2] = y;
  out[start + 3] = z;
  if (maxDegree < 2) return;
  out[start + 4] = (ROOT / 2) * (x * x - y * y);
  out[start + 5] = ROOT * x * y;
  out[start + 6] = ROOT * x * z;
  out[start + 7] = ROOT * y * z;
  out[start + 8] = (2 * z * z - x * x - y * y) / 2;
}

/** Distance of an edge that is none. */
const ABSENT = -1;

registerHostOutputs<Attributes>(
  HARMONICS,
  ['positions', 'startIds', 'endIds'],
  ([, ids = []], { maxDegree }) => [[...ids, componentsOf(maxDegree)], ids],
  ([angular, distances], [positions, starts, ends], _, { maxDegree }) => {
    const components = componentsOf(maxDegree);
    angular!.fill(0);
    for (let edge = 0; edge < starts!.length; edge++) {
      const [start, end] = [3 * starts![edge]!, 3 * ends![edge]!];
      const along = (axis: number) => positions![start + axis]! - positions![end + axis]!;
      const present = start >= 0 && end >= 0;
      distances![edge] = present ? Math.hypot(along(0), along(1), along(2)) : ABSENT;
      if (present) writeHarmonics(angular!, edge * components, maxDegree, [along(0), along(1), along(2)]);
    }
  },
);

const harmonicsWgsl = [
  ['1.0'],
  ['u.x', 'u.y', 'u.z'],
  [
    `${ROOT / 2} * (u.x * u.x - u.y * u.y)`,
    ...['u.x * u.y', 'u.x * u.z', 'u.y * u.z'].map((product) => `${ROOT} * ${product}`),
    '0.5 * (2.0 * u.z * u.z - u.x * u.x - u.y * u.y)',
  ],
];

registerGpuKernel<Attributes>(
  HARMONICS,
  ['positions', 'startIds', 'endIds'],
  ([, ids = []], { maxDegree }) => {
    const components = componentsOf(maxDegree);
    const position = (atom: string) =>
      `vec3f(positions[3 * ${atom}], positions[3 * ${atom} + 1], positions[3 * ${atom} + 2])`;
    return {
      outputShape: [...ids, components],
      resultName: 'angular',
      moreOutputs: [{ name: 'distances', shape: ids, components: 1 }],
      key: `${maxDegree}`,
      workgroups: Math.ceil((ids[0] ?? 0) / 64),
      body: `
  if (index >= uniforms.size / ${components}) { return; }
  let present = startIds[index] >= 0 && endIds[index] >= 0;
  let start = max(startIds[index], 0);
  let end = max(endIds[index], 0);
  let along = ${position('start')} - ${position('end')};
  let distance = length(along);
  let u = along * select(1.0 / distance, 0.0, distance == 0.0);
  distances[index] = select(${ABSENT}.0, distance, present);
  ${harmonicsWgsl
    .slice(0, maxDegree + 1)
    .flat()
    .map((value, i) => `angular[index * ${components} + ${i}] = select(0.0, ${value}, present);`)
    .join('\n  ')}`,
    };
  },
);

tf.registerGradient({ kernelName: HARMONICS, gradFunc: () => refusePositions('edgeBasis') });

/**
 * @param positions [atoms, 3] @param startIds int32 [edges], atoms that send, −1 for no edge @param endIds those that receive
 * @returns the harmonics [edges, (L + 1)²] of the unit vectors from end to start, zeros without an edge, and the distances
 *   [edges], −1 without an edge.
 */
export function edgeHarmonics(
  positions: tf.Tensor2D,
  startIds: tf.Tensor1D,
  endIds: tf.Tensor1D,
  maxDegree: number,
): { angular: tf.Tensor2D; distances: tf.Tensor1D } {
  const attributes: Attributes = { maxDegree };
  const [angular, distances] = tf
    .engine()
    .runKernel(HARMONICS, { positions, startIds, endIds }, attributes) as [tf.Tensor2D, tf.Tensor1D];
  return { angular, distances };
}
