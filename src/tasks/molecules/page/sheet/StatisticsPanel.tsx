/** What the molecules of a dataset are like, in numbers, and what is odd about them. */
import { Notice } from '../../../../ui/controls/Notice';
import { Panel } from '../../../../ui/controls/Panel';
import { Prose } from '../../../../ui/controls/Prose';
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count, evenDigits } from '../../../../ui/format/quantities';
import type { MoleculeStatistics, Spread } from '../../data/statistics';
import { symbolOf } from '../../formula';
import { kcalPerHartree } from '../../units';
import { useAnswer } from '../useAnswer';
import styles from './StatisticsPanel.module.css';
import { useGridUnits } from './useGridUnits';

export function StatisticsPanel({ fingerprint }: { fingerprint: string }) {
  const espGridUnits = useGridUnits(fingerprint);
  const { answer, error, tryAgain } = useAnswer({
    question: 'statistics',
    argument: { espGridUnits },
    about: { fingerprint },
  });
  return (
    <Panel title="Statistics">
      <div className={styles.all}>
        {' '}
        {error && (
          <Notice
            tone="warn"
            title="These molecules cannot be counted"
            error={error}
            action={{ label: 'Try again', run: tryAgain }}
          />
        )}
        {answer && answer.remarks.length > 0 && (
          <Notice
            tone="warn"
            title={answer.remarks.length === 1 ? 'One warning' : `${answer.remarks.length} warnings`}
          >
            <ul className={styles.remarks}>
              {answer.remarks.map(({ code, message }) => (
                <li key={`${code}${message}`}>
                  <Prose text={message} />
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {answer ? <Numbers statistics={answer.statistics} /> : !error && <p role="status">Counting…</p>}
      </div>{' '}
    </Panel>
  );
}

function Numbers({ statistics }: { statistics: MoleculeStatistics }) {
  const { molecules, gridsRead, elements, close, closeDistance, centreDistance, points } = statistics;
  const lines = linesOf(statistics);
  return (
    <div className={styles.numbers}>
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Quantity</th>
              <th scope="col">Unit</th>
              <th scope="col">Mean</th>
              <th scope="col">SD</th>
              <th scope="col">Min</th>
              <th scope="col">Max</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ title, unit, spread }) => (
              <tr key={`${title}${unit}`}>
                <th scope="row">{title}</th>
                <td>{unit}</td>
                {[spread.mean, spread.std, spread.min, spread.max].map((value, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column of the table is its place.
                  <td key={index} className="number">
                    {unit === '' && index > 1 ? count(value) : evenDigits(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      <dl className={styles.facts}>
        <div>
          <dt>Molecules</dt>
          <dd className="number">{count(molecules)}</dd>
        </div>
        <div>
          <dt>Atoms</dt>
          <dd>
            {elements
              .map(({ atomicNumber, atoms }) => `${symbolOf(atomicNumber)} ${count(atoms)}`)
              .join(' · ')}
          </dd>
        </div>
        {points && (
          <div>
            <dt>With points within {closeDistance.toFixed(2)} Å of an atom</dt>
            <dd className="number">{count(close)}</dd>
          </div>
        )}
        {centreDistance !== null && (
          <div>
            <dt>From the middle of the grid to that of the atoms, first molecules</dt>
            <dd className="number">{centreDistance.toFixed(2)} Å</dd>
          </div>
        )}
        {points && gridsRead < molecules && (
          <div>
            <dt>Grids that were read</dt>
            <dd className="number">the first {count(gridsRead)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

interface Line {
  title: string;
  /** '' of whole numbers. */
  unit: string;
  spread: Spread;
}

function linesOf({ atoms, points, monopoles, potential }: MoleculeStatistics): Line[] {
  return [
    { title: 'Atoms of a molecule', unit: '', spread: atoms },
    ...(points ? [{ title: 'Points of a molecule', unit: '', spread: points }] : []),
    ...(monopoles ? [{ title: 'Charge of an atom', unit: 'e', spread: monopoles }] : []),
    ...(potential
      ? [
          { title: 'Potential', unit: '(kcal/mol)/e', spread: times(potential, kcalPerHartree) },
          { title: 'Potential', unit: 'Hartree/e', spread: potential },
        ]
      : []),
  ];
}

function times({ mean, std, min, max }: Spread, factor: number): Spread {
  return { mean: mean * factor, std: std * factor, min: min * factor, max: max * factor };
}
