/** Potentials as coloured points, in the unit that is asked for. */
import { kcalPerHartree } from '../units';
import type { PointCloud } from './view/structure';

export const potentialUnits = [
  { value: 'kcal', label: '(kcal/mol)/e' },
  { value: 'hartree', label: 'Hartree/e' },
] as const;
export type PotentialUnit = (typeof potentialUnits)[number]['value'];

export function potentialUnitText(unit: PotentialUnit): string {
  return potentialUnits.find(({ value }) => value === unit)!.label;
}

/** @param values Hartree/e, [points]. @param mask 0 where a point is left out. */
export function potentialCloud(
  positions: Float32Array,
  values: Float32Array,
  title: string,
  unit: PotentialUnit,
  mask?: Uint8Array,
): PointCloud {
  const factor = unit === 'kcal' ? kcalPerHartree : 1;
  return {
    positions,
    values: values.map((value) => value * factor),
    ...(mask && { mask }),
    title,
    unit: potentialUnitText(unit),
    diverging: true,
  };
}
