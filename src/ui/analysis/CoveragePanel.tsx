/** How often the truth lies in intervals that should hold so many of 100 cases. */
import type { Coverage } from '../../protocol/diagnostics';
import { Panel } from '../controls/Panel';
import table from '../controls/ResultTable.module.css';
import { WideTable } from '../controls/WideTable';
import { count, tableNumber } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

export interface CoverageRow extends Coverage {
  /** Whose intervals; empty where there is one only. */
  of: string;
}

export interface CoveragePanelProps {
  rows: readonly CoverageRow[];
  /** Where the intervals come from, a sentence. */
  source: string;
  /** Cases, and what they are: 400 "rows". */
  cases: number;
  many: string;
}

export function CoveragePanel({ rows, source, cases, many }: CoveragePanelProps) {
  const named = rows.some(({ of }) => of !== '');
  return (
    <Panel title="Coverage of intervals">
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Interval</th>
              {named && <th scope="col">Of</th>}
              <th scope="col">Should hold</th>
              <th scope="col">Holds</th>
              <th scope="col">Mean width</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ of, percent, expected = percent / 100, inside, width }) => (
              <tr key={`${of} ${percent}`}>
                <th scope="row">{percent} %</th>
                {named && <td>{of}</td>}
                <td className="number">{expected.toFixed(3)}</td>
                <td className="number">{inside.toFixed(3)}</td>
                <td className="number">{tableNumber(width)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      <p className={styles.note}>
        {source} Share of {count(cases)} {many} whose truth lies inside.
      </p>
    </Panel>
  );
}
