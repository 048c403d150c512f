/** A molecule as the model predicts it now: its charges, and the potential around it or what that is off by. */
import { useMemo } from 'react';
import type { ExampleMolecule } from '../../examples';
import { potentialCloud } from '../potential';
import { StructureView } from '../view/StructureView';

export const surfaces = ['error', 'predicted', 'reference'] as const;
export type Surface = (typeof surfaces)[number];

const titles: Record<Surface, string> = {
  error: 'Error of the potential',
  predicted: 'Predicted potential',
  reference: 'Reference potential',
};

export interface ExampleViewProps {
  molecule: ExampleMolecule;
  surface: Surface;
  fileName: string;
}

export function ExampleView({ molecule, surface, fileName }: ExampleViewProps) {
  const { name, grid, predicted, reference, pointMask, places, charges } = molecule;
  const points = useMemo(() => {
    const values = {
      error: () => predicted.map((value, point) => value - reference[point]!),
      predicted: () => predicted,
      reference: () => reference,
    }[surface]();
    return values.length > 0 ? potentialCloud(grid, values, titles[surface], 'kcal', pointMask) : undefined;
  }, [surface, grid, predicted, reference, pointMask]);
  const offCentre = useMemo(() => ({ positions: places, values: charges }), [places, charges]);
  return (
    <StructureView
      atomicNumbers={molecule.atomicNumbers}
      positions={molecule.positions}
      label={`${name} with its predicted charges`}
      {...(points && { points })}
      charges={offCentre}
      height={300}
      fileName={`${fileName} ${surface}`}
    />
  );
}
