/** What is drawn of a structure, as balls and rods: the same for every way of drawing it. */
import { vanDerWaalsRadius } from '../../../../formats/elements';
import { findBonds } from './bonds';
import { type ColourScale, colourOf, shownPoints, signColour } from './colours';
import { elementColour } from './elementColours';
import {
  atomOfCharge,
  distance,
  type OffCentreCharges,
  type PointCloud,
  type Rgb,
  type Structure,
  vectorAt,
} from './structure';

export type BallKind = 'atom' | 'charge' | 'point';

export interface Balls {
  kind: BallKind;
  /** Å, [balls · 3]. */
  centres: Float32Array;
  /** Å, [balls]. */
  radii: Float32Array;
  /** [balls · 3]. */
  colours: Float32Array;
  /** −1 or 1 where a ball wears its sign, 0 without, [balls]. */
  signs: Float32Array;
  /** Number of each ball among what it was made of, [balls]. */
  sources: Uint32Array;
  /** 1 where nothing is seen through them. */
  opacity: number;
}

export interface Rods {
  /** Å, [rods · 6]: one end, the other. */
  ends: Float32Array;
  /** Å, [rods]. */
  radii: Float32Array;
  /** [rods · 3]. */
  colours: Float32Array;
}

export interface Model {
  atoms: Balls;
  rods: Rods;
  charges: Balls | null;
  points: Balls | null;
}

/** Of the van der Waals radius, as people draw balls and sticks. */
const atomPart = 0.3;

/** Å; of elements without a known van der Waals radius. */
const unknownRadius = 2;

const bondRadius = 0.1;
/** Å; thin enough for charges near the nuclei to stand out of their bonds. */
const bondRadiusInGlass = 0.045;
const leaderRadius = 0.022;

/** Charges lie within their atoms, which are seen through where there are any. */
const glass = 0.4;

/** Most points that are drawn unless all are asked for. */
export const manyPoints = 20_000;

export interface ModelOptions {
  structure: Structure;
  charges: OffCentreCharges | null;
  points: { cloud: PointCloud; scale: ColourScale; all: boolean } | null;
  dark: boolean;
}

export function createModel({ structure, charges, points, dark }: ModelOptions): Model {
  const atoms = atomBalls(structure, charges ? glass : 1);
  return {
    atoms,
    rods: joined([bondRods(structure, atoms), ...(charges ? [leaderRods(structure, charges, dark)] : [])]),
    charges: charges && chargeBalls(charges, dark),
    points: points && pointBalls(points.cloud, points.scale, points.all, dark),
  };
}

export function atomBalls({ atomicNumbers, positions }: Structure, opacity: number): Balls {
  const colours = Array.from(atomicNumbers, elementColour);
  return {
    kind: 'atom',
    centres: positions,
    radii: Float32Array.from(
      atomicNumbers,
      (number) => atomPart * (vanDerWaalsRadius(number) ?? unknownRadius),
    ),
    colours: Float32Array.from(colours.flat()),
    signs: new Float32Array(atomicNumbers.length),
    sources: Uint32Array.from(atomicNumbers, (_, index) => index),
    opacity,
  };
}

/** Each bond is two rods in its atoms' colours. They meet in the middle of what is seen of it. */
function bondRods(structure: Structure, atoms: Balls): Rods {
  const rods = emptyRods();
  for (const [first, second] of findBonds(structure)) {
    const [a, b] = [vectorAt(structure.positions, first), vectorAt(structure.positions, second)];
    const length = distance(a, b);
    const [radiusA, radiusB] = [atoms.radii[first]!, atoms.radii[second]!];
    const meeting = (radiusA + Math.max(0, length - radiusA - radiusB) / 2) / length;
    const at = (part: number) => [0, 1, 2].map((axis) => a[axis]! + (b[axis]! - a[axis]!) * part);
    // Inside an atom that hides it a rod is left out: what sorts whole shapes by depth would draw it over the atom.
    const hidden = atoms.opacity === 1 ? 0.94 : 0;
    const thick = atoms.opacity === 1 ? bondRadius : bondRadiusInGlass;
    const cuts = [(hidden * radiusA) / length, meeting, 1 - (hidden * radiusB) / length] as const;
    rods.add(at(cuts[0]), at(cuts[1]), thick, elementColour(structure.atomicNumbers[first]!));
    rods.add(at(cuts[1]), at(cuts[2]), thick, elementColour(structure.atomicNumbers[second]!));
  }
  return rods.made();
}

function leaderRods(structure: Structure, charges: OffCentreCharges, dark: boolean): Rods {
  const rods = emptyRods();
  for (let charge = 0; charge < charges.values.length; charge++) {
    const atom = atomOfCharge(charge, charges, structure.atomicNumbers.length);
    if (atom === null) continue;
    const colour = signColour(charges.values[charge]!, dark);
    rods.add(
      [...vectorAt(structure.positions, atom)],
      [...vectorAt(charges.positions, charge)],
      leaderRadius,
      colour,
    );
  }
  return rods.made();
}

function chargeBalls({ positions, values }: OffCentreCharges, dark: boolean): Balls {
  return {
    kind: 'charge',
    centres: positions,
    radii: Float32Array.from(values, chargeRadius),
    colours: Float32Array.from(Array.from(values, (value) => signColour(value, dark)).flat()),
    signs: Float32Array.from(values, Math.sign),
    sources: Uint32Array.from(values, (_, index) => index),
    opacity: 1,
  };
}

/** Å; the area that is seen grows with the magnitude, within what can be seen and does not hide the rest. */
export function chargeRadius(value: number): number {
  return Math.min(0.3, Math.max(0.07, 0.24 * Math.sqrt(Math.abs(value))));
}

function pointBalls(cloud: PointCloud, scale: ColourScale, all: boolean, dark: boolean): Balls {
  const shown = shownPoints(cloud);
  const sources = all ? shown : thinned(shown, manyPoints);
  const colours = new Float32Array(3 * sources.length);
  const centres = new Float32Array(3 * sources.length);
  sources.forEach((source, index) => {
    colours.set(colourOf(scale, cloud.values[source]!, dark), 3 * index);
    centres.set(vectorAt(cloud.positions, source), 3 * index);
  });
  // As large as leaves some ground between them on surfaces around a small structure.
  const radius = Math.min(0.09, Math.max(0.03, 2 / Math.sqrt(sources.length)));
  return {
    kind: 'point',
    centres,
    radii: new Float32Array(sources.length).fill(radius),
    colours,
    signs: new Float32Array(sources.length),
    sources,
    opacity: 1,
  };
}

/**
 * At most so many of the points, spread over all of them: steps of the golden ratio rather than every n-th, which of a
 * regular grid would be planes.
 */
export function thinned(points: Uint32Array, most: number): Uint32Array {
  if (points.length <= most) return points;
  const taken = new Set<number>();
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; taken.size < most; step++) {
    taken.add(Math.floor(((step * golden) % 1) * points.length));
  }
  return Uint32Array.from(
    [...taken].sort((a, b) => a - b),
    (index) => points[index]!,
  );
}

function emptyRods() {
  const ends: number[] = [];
  const radii: number[] = [];
  const colours: number[] = [];
  return {
    add(from: number[], to: number[], radius: number, colour: Rgb) {
      ends.push(...from, ...to);
      radii.push(radius);
      colours.push(...colour);
    },
    made: (): Rods => ({
      ends: Float32Array.from(ends),
      radii: Float32Array.from(radii),
      colours: Float32Array.from(colours),
    }),
  };
}

function joined(parts: readonly Rods[]): Rods {
  const all = (pick: (rods: Rods) => Float32Array) =>
    Float32Array.from(parts.flatMap((part) => [...pick(part)]));
  return {
    ends: all(({ ends }) => ends),
    radii: all(({ radii }) => radii),
    colours: all(({ colours }) => colours),
  };
}
