/** The first look at a structure: along its thinnest direction, its longest one level, a little from above. */
import { cross, type Framing, firstCamera, product, type Rotation, turned, turnedBy } from './camera';
import type { Balls } from './model';
import { type Vector, vectorAt } from './structure';

/** Radians away from looking straight on, or a flat ring would have no depth. */
const tilt = { upright: -0.3, level: 0.28 };

/** Å around the centres of small balls, and of a structure that is one atom. */
const leastHalf = 0.8;

/** @param groups whatever is shown; the first one are the atoms, which decide the directions. */
export function frame(groups: readonly Balls[]): Framing {
  const atoms = groups[0];
  if (!atoms || atoms.radii.length === 0) return emptyFraming;
  const along = principalAxes(atoms.centres);
  const centre = middle(groups, along);
  // The middle is measured along the axes; the pivot is a place of the structure: the axes' transpose times it.
  const pivot: Vector = [0, 1, 2].map(
    (axis) => along[0][axis]! * centre[0] + along[1][axis]! * centre[1] + along[2][axis]! * centre[2],
  ) as unknown as Vector;
  const { turn } = turnedBy(firstCamera({ ...emptyFraming, turn: along }), tilt.upright, tilt.level);
  let [halfWidth, halfHeight, radius, atomRadius] = [leastHalf, leastHalf, leastHalf, leastHalf];
  for (const group of groups) {
    for (let index = 0; index < group.radii.length; index++) {
      const place = vectorAt(group.centres, index);
      const from = turned(turn, [place[0] - pivot[0], place[1] - pivot[1], place[2] - pivot[2]]);
      const size = group.radii[index]!;
      halfWidth = Math.max(halfWidth, Math.abs(from[0]) + size);
      halfHeight = Math.max(halfHeight, Math.abs(from[1]) + size);
      const away = Math.hypot(...from) + size;
      radius = Math.max(radius, away);
      if (group === atoms) atomRadius = Math.max(atomRadius, away);
    }
  }
  return { pivot, turn, halfWidth, halfHeight, radius, atomRadius };
}

const emptyFraming: Framing = {
  pivot: [0, 0, 0],
  turn: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  halfWidth: leastHalf,
  halfHeight: leastHalf,
  radius: leastHalf,
  atomRadius: leastHalf,
};

/** Middle of the box around everything, along given axes. */
function middle(groups: readonly Balls[], along: Rotation): Vector {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { centres, radii } of groups) {
    for (let index = 0; index < radii.length; index++) {
      const place = turned(along, vectorAt(centres, index));
      for (let axis = 0; axis < 3; axis++) {
        low[axis] = Math.min(low[axis]!, place[axis]! - radii[index]!);
        high[axis] = Math.max(high[axis]!, place[axis]! + radii[index]!);
      }
    }
  }
  return low.map((value, axis) => (value + high[axis]!) / 2) as unknown as Vector;
}

/**
 * Directions in which places spread the most, the second most and the least, as a right-handed rotation. Each points
 * where its largest part is positive, so that slightly displaced copies are looked at from the same side.
 * @param places [places · 3].
 */
export function principalAxes(places: Float32Array): Rotation {
  const count = places.length / 3;
  const mean = [0, 0, 0];
  for (let index = 0; index < places.length; index++) mean[index % 3]! += places[index]! / count;
  const spread = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let index = 0; index < count; index++) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        spread[i]![j]! += (places[3 * index + i]! - mean[i]!) * (places[3 * index + j]! - mean[j]!);
      }
    }
  }
  const axes = eigenvectors(spread).sort((a, b) => b.value - a.value);
  const first = pointed(axes[0]!.vector);
  const second = pointed(axes[1]!.vector);
  return [first, second, cross(first, second)];
}

function pointed(axis: Vector): Vector {
  const largest = axis.reduce((most, part) => (Math.abs(part) > Math.abs(most) ? part : most), 0);
  return largest < 0 ? [-axis[0], -axis[1], -axis[2]] : axis;
}

/** Of a symmetric 3 × 3 matrix, by Jacobi's rotations: each makes one element off the diagonal zero. */
function eigenvectors(matrix: number[][]): { value: number; vector: Vector }[] {
  const a = matrix.map((row) => [...row]);
  let vectors: Rotation = emptyFraming.turn;
  for (let sweep = 0; sweep < 12; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      if (Math.abs(a[p]![q]!) < 1e-12 * (Math.abs(a[p]![p]!) + Math.abs(a[q]![q]!))) continue;
      const angle = 0.5 * Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!);
      const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
      const by = [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ];
      by[p]![p] = cos;
      by[q]![q] = cos;
      by[p]![q] = -sin;
      by[q]![p] = sin;
      const [rows, columns] = [by, by[0]!.map((_, i) => by.map((row) => row[i]!))];
      const turnedMatrix = times(times(rows, a), columns);
      for (let i = 0; i < 3; i++) a[i] = turnedMatrix[i]!;
      vectors = product(by as unknown as Rotation, vectors);
    }
  }
  return vectors.map((vector, index) => ({ value: a[index]![index]!, vector }));
}

function times(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) =>
    [0, 1, 2].map((j) => row[0]! * b[0]![j]! + row[1]! * b[1]![j]! + row[2]! * b[2]![j]!),
  );
}
