/** The examples that were predicted worst, the worst first, a page at a time. */
import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { csvText } from '../../formats/csv/write';
import type { WorstTable } from '../../protocol/diagnostics';
import type { ChartSaver } from '../charts/ChartMenu';
import { Button } from '../controls/Button';
import { Name } from '../controls/Name';
import { Pager } from '../controls/Pager';
import { Panel } from '../controls/Panel';
import table from '../controls/ResultTable.module.css';
import { WideTable } from '../controls/WideTable';
import { tableNumber } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

export interface WorstPanelProps {
  title: string;
  worst: WorstTable;
  /** What a line is: "row". */
  one: string;
  saver: ChartSaver;
  /** Of the saved file. */
  name: string;
  /** Controls that decide what is shown. */
  choice?: ReactNode;
}

const pageSize = 10;

export function WorstPanel({ title, worst, one, saver, name, choice }: WorstPanelProps) {
  const [page, setPage] = useState(0);
  const { columns, rows } = worst;
  const shown = rows.slice(page * pageSize, (page + 1) * pageSize);
  const heading = `${one.charAt(0).toUpperCase()}${one.slice(1)}`;
  const csv = () =>
    csvText(
      [one, ...columns.map((column) => column.title)],
      rows.map(({ row, cells }) => [row, ...cells]),
    );
  return (
    <Panel
      title={title}
      aside={
        <div className={styles.tools}>
          <Pager label={`${one}s`} page={page} size={pageSize} total={rows.length} onPage={setPage} />
          <Button
            kind="quiet"
            icon={<Download />}
            onClick={() => saver.save(`${name}.csv`, csv(), 'text/csv')}
          >
            {heading}s as CSV
          </Button>
        </div>
      }
    >
      {choice && <div className={styles.choice}>{choice}</div>}
      <WideTable label={title}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{heading}</th>
              {columns.map((column) => (
                <th key={column.title} scope="col">
                  <Name of={column.title} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ row, cells }) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {columns.map(({ title: column, numeric }, i) => (
                  <td key={column} className={numeric || typeof cells[i] === 'number' ? 'number' : undefined}>
                    <Cell of={cells[i] ?? null} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </Panel>
  );
}

function Cell({ of: cell }: { of: string | number | null }) {
  if (cell === null) return '–';
  if (typeof cell === 'string') return <Name of={cell} />;
  return Number.isInteger(cell) && Math.abs(cell) < 1e6 ? String(cell) : tableNumber(cell);
}
