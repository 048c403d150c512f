/** What the view of a structure is given. All places are in Å. */

export interface Structure {
  /** [atoms]. */
  atomicNumbers: Int32Array;
  /** [atoms · 3]. */
  positions: Float32Array;
}

/** Places in space with a number each, such as the potential or its error. */
export interface PointCloud {
  /** [points · 3]. */
  positions: Float32Array;
  /** [points]; what is not finite is left out. */
  values: Float32Array;
  /** 0 where a point is left out, [points]. */
  mask?: Uint8Array;
  /** "Potential", "Error of the potential". */
  title: string;
  unit: string;
  /** Whether zero is the middle of the colours; else they begin at zero. */
  diverging: boolean;
}

/** Charges that are not at the nuclei, as many for each atom, those of an atom one after another. */
export interface OffCentreCharges {
  /** [charges · 3]. */
  positions: Float32Array;
  /** e, [charges]. */
  values: Float32Array;
}

/** Red, green and blue from 0 to 1, in sRGB. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** What the pictures take from the page's theme. */
export interface Palette {
  dark: boolean;
  surface: Rgb;
  ink: Rgb;
}

export type Vector = readonly [x: number, y: number, z: number];

export function vectorAt(values: Float32Array, index: number): Vector {
  return [values[3 * index]!, values[3 * index + 1]!, values[3 * index + 2]!];
}

export function distance(a: Vector, b: Vector): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Whether two structures have their atoms in the same places. */
export function samePlaces(a: Float32Array, b: Float32Array): boolean {
  return a === b || (a.length === b.length && a.every((value, index) => value === b[index]));
}

/** The atom that a charge belongs to; null where the charges do not come in equal numbers. */
export function atomOfCharge(charge: number, charges: OffCentreCharges, atoms: number): number | null {
  const perAtom = charges.values.length / atoms;
  return Number.isInteger(perAtom) ? Math.floor(charge / perAtom) : null;
}

/** The atom whose nucleus is nearest to a place; null without atoms. */
export function nearestAtom(place: Vector, { positions }: Structure): { atom: number; away: number } | null {
  let nearest: { atom: number; away: number } | null = null;
  for (let atom = 0; atom < positions.length / 3; atom++) {
    const away = distance(place, vectorAt(positions, atom));
    if (!nearest || away < nearest.away) nearest = { atom, away };
  }
  return nearest;
}
