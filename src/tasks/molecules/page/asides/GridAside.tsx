/** The question of the grid's unit: how far its points are from the atoms, read in either. */
import { changeDraft } from '../../../../store/drafting';
import { Button } from '../../../../ui/controls/Button';
import { Notice } from '../../../../ui/controls/Notice';
import table from '../../../../ui/controls/ResultTable.module.css';
import type { DraftProps } from '../../../page';
import { arraysByKey } from '../../data/arrays';
import type { PointsSample } from '../../preview/questions';
import styles from './Asides.module.css';
import { usePointsSample } from './usePointsSample';

const readings = [
  { unit: 'angstrom', label: 'Å' },
  { unit: 'bohr', label: 'bohr' },
] as const;

export function GridAside({ draft, dataset }: DraftProps) {
  const { answer, error } = usePointsSample(draft);
  if (!arraysByKey(dataset.arrays).vdw_surface) return null;
  return (
    <section className={styles.aside} aria-label="Distances of the grid from the atoms">
      <h3>How far the grid is from the atoms</h3>
      {error && <Notice tone="warn" title="The grid cannot be looked at" error={error} />}
      {answer?.distances && <Readings draft={draft} answer={answer} distances={answer.distances} />}
      {answer && !answer.distances && <p>The molecules that were looked at have no points.</p>}
      <p className={styles.note}>
        Potentials are mostly taken 1 to 3 Å from the nearest atom: nearer, the reading is too small; all of
        them farther, too large.
      </p>
    </section>
  );
}

interface ReadingsProps {
  draft: DraftProps['draft'];
  answer: PointsSample;
  distances: NonNullable<PointsSample['distances']>;
}

function Readings({ draft, answer: { molecules, of, looksLike }, distances }: ReadingsProps) {
  const { dataset } = draft.config;
  const setting =
    dataset !== null && typeof dataset === 'object' && !Array.isArray(dataset) && dataset.espGridUnits;
  const isAuto = setting !== 'bohr' && setting !== 'angstrom';
  // A grid that looks like bohr is asked about: Auto takes neither.
  const used = isAuto ? (looksLike === 'bohr' ? null : 'angstrom') : setting;
  return (
    <>
      {used === null && (
        <Notice tone="warn" title="The grid looks like bohr">
          <p>Auto stops before it trains on it: choose how to read it.</p>
        </Notice>
      )}
      <table className={`${table.table} ${styles.readings}`}>
        <caption className={styles.note}>
          Distances to the nearest atom in Å, of {molecules === of ? `all ${of}` : `${molecules} of ${of}`}{' '}
          molecules
        </caption>
        <thead>
          <tr>
            <th scope="col">Read in</th>
            <th scope="col">Smallest</th>
            <th scope="col">Median</th>
            <th scope="col">Largest</th>
            <th scope="col">
              <span className="only-read">Choice</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {readings.map(({ unit, label }) => {
            const { smallest, median, largest } = distances[unit];
            return (
              <tr key={unit}>
                <th scope="row">{label}</th>
                {[smallest, median, largest].map((value, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column of the table is its place.
                  <td key={index} className="number">
                    {value.toFixed(2)}
                  </td>
                ))}
                <td>
                  {unit === used ? (
                    'used'
                  ) : (
                    <Button
                      kind="quiet"
                      onClick={() => changeDraft(draft.fingerprint, 'dataset.espGridUnits', unit)}
                    >
                      Read in {label}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
