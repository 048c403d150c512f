/** One molecule with its charges off the atoms, the potential or its error around it, and the charges of its atoms. */
import { useMemo, useState } from 'react';
import { Notice } from '../../../../ui/controls/Notice';
import table from '../../../../ui/controls/ResultTable.module.css';
import { Segments } from '../../../../ui/controls/Segments';
import { significant, tableNumber } from '../../../../ui/format/quantities';
import type { OneMolecule } from '../../analysis/oneMolecule';
import { symbolOf } from '../../formula';
import { StructureView } from '../view/StructureView';
import type { PointCloud } from '../view/structure';
import styles from './MoleculesResult.module.css';
import { usePredicted } from './usePredicted';

const surfaces = ['error', 'predicted', 'reference'] as const;
type Surface = (typeof surfaces)[number];

const titles: Record<Surface, string> = {
  error: 'Error of the potential',
  predicted: 'Predicted potential',
  reference: 'Reference potential',
};

export interface PredictedViewProps {
  checkpointId: string;
  row: number;
  /** Of the run, for file names. */
  runName: string;
}

export function PredictedView({ checkpointId, row, runName }: PredictedViewProps) {
  const { molecule, error, tryAgain } = usePredicted(checkpointId, row);
  if (error) {
    return (
      <Notice
        tone="warn"
        title="This molecule cannot be shown"
        error={error}
        action={{ label: 'Try again', run: tryAgain }}
      />
    );
  }
  if (!molecule) return <p role="status">Predicting the molecule…</p>;
  return <Shown molecule={molecule} runName={runName} />;
}

function Shown({ molecule, runName }: { molecule: OneMolecule; runName: string }) {
  const [surface, setSurface] = useState<Surface>('error');
  const { name, formula, figures, charges, places, potentialError } = molecule;
  const hasReference = potentialError.length > 0;
  const points = useMemo(
    () => (hasReference ? cloudOf(molecule, surface) : undefined),
    [molecule, surface, hasReference],
  );
  const offCentre = useMemo(() => ({ positions: places, values: charges }), [places, charges]);
  return (
    <div className={styles.shown}>
      <div>
        <div className={styles.tools}>
          <strong>
            {name} {name !== formula && <span>({formula})</span>}
          </strong>
          {hasReference && (
            <Segments
              label="What colours the points"
              value={surface}
              segments={surfaces.map((value) => ({ value, label: words[value] }))}
              onValue={setSurface}
            />
          )}
        </div>
        <StructureView
          atomicNumbers={molecule.atomicNumbers}
          positions={molecule.positions}
          label={`${name} with its charges`}
          {...(points && { points })}
          charges={offCentre}
          height={420}
          fileName={`${runName} ${name} ${surface}`}
        />
      </div>
      <div>
        <p>
          {[
            ['ESP RMSE', figures.espRmse, '(kcal/mol)/e'],
            ['Dipole error', figures.dipoleError, 'D'],
            ['Total charge', figures.totalCharge, 'e'],
          ]
            .flatMap(([title, value, unit]) =>
              Number.isNaN(value) ? [] : [`${title} ${significant(Number(value))} ${unit}`],
            )
            .join(' · ')}
        </p>
        <AtomTable molecule={molecule} />
      </div>
    </div>
  );
}

const words: Record<Surface, string> = { error: 'Error', predicted: 'Predicted', reference: 'Reference' };

function cloudOf(molecule: OneMolecule, surface: Surface): PointCloud {
  const values = {
    error: molecule.potentialError,
    predicted: molecule.predictedPotential,
    reference: molecule.referencePotential,
  }[surface];
  return {
    positions: molecule.grid,
    values,
    mask: molecule.pointMask,
    title: titles[surface],
    unit: '(kcal/mol)/e',
    diverging: true,
  };
}

function AtomTable({ molecule }: { molecule: OneMolecule }) {
  const { atomicNumbers, monopoles, reference, charges, nDcm } = molecule;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={styles.atoms} aria-label="Charges of the atoms" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Atom</th>
            <th scope="col">Charge (e)</th>
            {reference && <th scope="col">Reference</th>}
            {reference && <th scope="col">Error</th>}
            <th scope="col">Its {nDcm} charges</th>
          </tr>
        </thead>
        <tbody>
          {Array.from(atomicNumbers, (number, atom) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an atom is its place.
            <tr key={atom}>
              <th scope="row">
                {symbolOf(number)} {atom + 1}
              </th>
              <td className="number">{tableNumber(monopoles[atom]!)}</td>
              {reference && <td className="number">{tableNumber(reference[atom]!)}</td>}
              {reference && <td className="number">{tableNumber(monopoles[atom]! - reference[atom]!)}</td>}
              <td className="number">
                {Array.from(charges.subarray(atom * nDcm, (atom + 1) * nDcm), (charge) =>
                  charge.toFixed(3),
                ).join('  ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
