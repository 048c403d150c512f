/** The chosen molecule: its atoms and the reference potential around them, its facts, and its charges on demand. */
import { useMemo, useState } from 'react';
import tools from '../../../../ui/charts/ChartTools.module.css';
import { Notice } from '../../../../ui/controls/Notice';
import { Segments } from '../../../../ui/controls/Segments';
import { count } from '../../../../ui/format/quantities';
import type { ShownMolecule } from '../../preview/questions';
import { type PotentialUnit, potentialCloud, potentialUnits } from '../potential';
import { useAnswer } from '../useAnswer';
import { StructureView } from '../view/StructureView';
import { AtomCharges } from './AtomCharges';
import { chargeText } from './chargeText';
import styles from './MoleculesPanel.module.css';
import { useGridUnits } from './useGridUnits';

export interface ChosenMoleculeProps {
  fingerprint: string;
  /** null while it is not known yet; what was shown stays. */
  row: number | null;
}

export function ChosenMolecule({ fingerprint, row }: ChosenMoleculeProps) {
  const [unit, setUnit] = useState<PotentialUnit>('kcal');
  const units = useGridUnits(fingerprint);
  const [last, setLast] = useState(0);
  if (row !== null && row !== last) setLast(row);
  const { answer, error, tryAgain } = useAnswer({
    question: 'molecule',
    argument: { row: row ?? last, gridUnits: units },
    about: { fingerprint },
  });
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
  return (
    <div className={styles.chosen} aria-busy={answer === null}>
      {answer && (
        <>
          <div className={styles.head}>
            <h3 className={styles.title} title={answer.name}>
              {answer.name}
            </h3>
            {answer.potential.length > 0 && (
              <div className={tools.tools}>
                <Segments
                  label="Unit of the potential"
                  value={unit}
                  segments={potentialUnits}
                  onValue={setUnit}
                />
              </div>
            )}
          </div>
          <p className={styles.facts}>{factsOf(answer)}</p>
          <Shown molecule={answer} unit={unit} />
          <AtomCharges molecule={answer} />
        </>
      )}
    </div>
  );
}

function Shown({ molecule, unit }: { molecule: ShownMolecule; unit: PotentialUnit }) {
  const { grid, potential } = molecule;
  const points = useMemo(
    () => (potential.length > 0 ? potentialCloud(grid, potential, 'Reference potential', unit) : undefined),
    [grid, potential, unit],
  );
  return (
    <StructureView
      key={molecule.row}
      atomicNumbers={molecule.atomicNumbers}
      positions={molecule.positions}
      label={molecule.name}
      {...(points && { points })}
      height={320}
      fileName={`${molecule.formula} ${molecule.row}`}
    />
  );
}

/** "C2H4O · 7 atoms · 412 points · total charge 0 e · dipole 2.98 D · row 12". */
function factsOf({ formula, atoms, points, totalCharge, dipole, row }: ShownMolecule): string {
  return [
    formula,
    `${count(atoms)} ${atoms === 1 ? 'atom' : 'atoms'}`,
    points === 0 ? 'no grid' : `${count(points)} points`,
    `total charge ${chargeText(totalCharge)} e`,
    ...(dipole === null ? [] : [`dipole ${dipole.toFixed(2)} D`]),
    `row ${count(row)}`,
  ].join(' · ');
}
