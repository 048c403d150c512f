/** Bonds of a structure, told from distances alone. */
import { covalentRadius } from '../../../../formats/elements';
import { distance, type Structure, vectorAt } from './structure';

/** Å beyond the sum of the covalent radii; the tolerance that Jmol and the Cambridge database use. */
const tolerance = 0.45;

/** Å; of the elements beyond curium, of which none is published: about that of curium. */
const unknownRadius = 1.7;

/** Å; nearer than this are not two atoms of one structure but one that is told twice. */
const coincident = 0.1;

/**
 * Two atoms are bonded when they are not farther apart than the sum of their covalent radii and 0.45 Å.
 * Every pair is looked at: a cell list pays from some thousand atoms on.
 * @returns pairs of atoms, the lower number first, in order.
 */
export function findBonds({ atomicNumbers, positions }: Structure): [number, number][] {
  const bonds: [number, number][] = [];
  const radii = Array.from(atomicNumbers, (number) => covalentRadius(number) ?? unknownRadius);
  for (let first = 0; first < atomicNumbers.length; first++) {
    const place = vectorAt(positions, first);
    for (let second = first + 1; second < atomicNumbers.length; second++) {
      const away = distance(place, vectorAt(positions, second));
      const reach = radii[first]! + radii[second]! + tolerance;
      if (away > coincident && away <= reach) bonds.push([first, second]);
    }
  }
  return bonds;
}
