/** What the view says about what is pointed at, and about the whole. */

import { count, evenDigits, significant } from '../../../../ui/format/quantities';
import { formulaOf, symbolOf } from '../../formula';
import { findBonds } from './bonds';
import type { ColourScale } from './colours';
import type { Hit } from './hits';
import {
  atomOfCharge,
  distance,
  nearestAtom,
  type OffCentreCharges,
  type PointCloud,
  type Structure,
  vectorAt,
} from './structure';

export interface Shown {
  structure: Structure;
  charges: OffCentreCharges | null;
  points: PointCloud | null;
}

export interface CardWords {
  title: string;
  lines: { name: string; value: string }[];
}

/** A number with its sign, which is what a charge is about: "+0.231", "−0.231". */
export function signed(value: number, digits = 4): string {
  if (value === 0) return '0';
  const size = evenDigits(Math.abs(value), digits);
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** People count from one; "of 12" says so. */
function nameOfAtom(atom: number, { atomicNumbers }: Structure): string {
  return `${symbolOf(atomicNumbers[atom]!)}, atom ${atom + 1} of ${count(atomicNumbers.length)}`;
}

export function describeHit({ kind, source }: Hit, shown: Shown): CardWords {
  const { structure, charges, points } = shown;
  if (kind === 'charge' && charges) return describeCharge(source, structure, charges);
  if (kind === 'point' && points) return describePoint(source, structure, points);
  const lines = [{ name: 'place', value: placeText(structure.positions, source) }];
  if (charges) {
    const own = Array.from(charges.values).filter(
      (_, charge) => atomOfCharge(charge, charges, structure.atomicNumbers.length) === source,
    );
    const sum = own.reduce((total, value) => total + value, 0);
    lines.unshift({
      name: own.length === 1 ? 'charge' : `sum of ${own.length} charges`,
      value: `${signed(sum)} e`,
    });
  }
  return { title: nameOfAtom(source, structure), lines };
}

function describeCharge(charge: number, structure: Structure, charges: OffCentreCharges): CardWords {
  const { positions, values } = charges;
  const lines = [{ name: 'charge', value: `${signed(values[charge]!)} e` }];
  const atom = atomOfCharge(charge, charges, structure.atomicNumbers.length);
  if (atom !== null) {
    const away = distance(vectorAt(positions, charge), vectorAt(structure.positions, atom));
    lines.push({ name: 'of', value: nameOfAtom(atom, structure) });
    lines.push({ name: 'from the nucleus', value: `${away.toFixed(3)} Å` });
  }
  return { title: `Charge ${count(charge + 1)} of ${count(values.length)}`, lines };
}

function describePoint(point: number, structure: Structure, cloud: PointCloud): CardWords {
  const value = cloud.values[point]!;
  const lines = [
    { name: cloud.title, value: `${cloud.diverging ? signed(value) : significant(value)} ${cloud.unit}` },
  ];
  const nearest = nearestAtom(vectorAt(cloud.positions, point), structure);
  if (nearest) {
    lines.push({
      name: `from ${nameOfAtom(nearest.atom, structure)}`,
      value: `${nearest.away.toFixed(2)} Å`,
    });
  }
  return { title: `Point ${count(point + 1)} of ${count(cloud.values.length)}`, lines };
}

function placeText(positions: Float32Array, index: number): string {
  const parts = vectorAt(positions, index).map((part) => part.toFixed(3).replace('-', '−'));
  return `${parts.join(', ')} Å`;
}

/** For those who do not see the picture. */
export function describeAll({ structure, charges, points }: Shown): string {
  const many = (number: number, what: string) => `${count(number)} ${what}${number === 1 ? '' : 's'}`;
  const { atomicNumbers } = structure;
  const parts = [
    `${formulaOf(atomicNumbers)}: ${many(atomicNumbers.length, 'atom')}`,
    many(findBonds(structure).length, 'bond'),
  ];
  if (charges) parts.push(many(charges.values.length, 'charge'));
  if (points) parts.push(`${many(points.values.length, 'point')} coloured by ${points.title.toLowerCase()}`);
  return `${parts.join(', ')}.`;
}

/** How far the colours reach, and the values beyond them. */
export function rangeWords({ low, high, smallest, largest, diverging }: ColourScale, unit: string): string {
  if (smallest >= low && largest <= high) return 'colours reach all values';
  const beyond = diverging
    ? `${signed(smallest, 3)} to ${signed(largest, 3)}`
    : `${significant(smallest, 3)} to ${significant(largest, 3)}`;
  return `colours end at the 99th percentile of ${diverging ? 'magnitude' : 'values'}; all values: ${beyond} ${unit}`;
}

/** Numbers along the bar of colours: its ends and its middle. */
export function barNumbers({ low, high, diverging }: ColourScale): [string, string, string] {
  const text =
    diverging || low < 0
      ? (value: number) => signed(value, 3)
      : (value: number) => (value === 0 ? '0' : evenDigits(value, 3));
  return [text(low), text((low + high) / 2), text(high)];
}

/** The sizes of charges, which are their magnitudes. */
export function chargeWords({ values }: OffCentreCharges): string {
  const largest = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return `charge, area by magnitude, largest ${signed(largest, 3)} e`;
}
