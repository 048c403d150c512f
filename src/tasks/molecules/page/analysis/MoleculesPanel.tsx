/** All molecules of the analysis, the worst first, a page at a time; the one that is chosen is shown below. */
import { Download } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { saveFile } from '../../../../store/downloads/saveFile';
import { Button } from '../../../../ui/controls/Button';
import { Pager } from '../../../../ui/controls/Pager';
import { Panel } from '../../../../ui/controls/Panel';
import table from '../../../../ui/controls/ResultTable.module.css';
import { SortableHeading } from '../../../../ui/controls/SortableHeading';
import { WideTable } from '../../../../ui/controls/WideTable';
import { tableNumber } from '../../../../ui/format/quantities';
import type { MoleculesTable } from '../../analysis/moleculesAnalysis';
import styles from './MoleculesResult.module.css';
import { type MoleculeOrder, moleculeColumns, moleculesCsv, sortMolecules } from './moleculeOrder';
import { PredictedView } from './PredictedView';

const pageSize = 12;

export interface MoleculesPanelProps {
  molecules: MoleculesTable;
  checkpointId: string;
  /** Of the run, for file names. */
  name: string;
}

export const MoleculesPanel = memo(function MoleculesPanel(props: MoleculesPanelProps) {
  const { molecules, checkpointId, name } = props;
  const [order, setOrder] = useState<MoleculeOrder>({ column: 'espRmse', descending: true });
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<number | null>(molecules.rows[0] ?? null);
  const sorted = useMemo(() => sortMolecules(molecules, order), [molecules, order]);
  const columns = useMemo(() => moleculeColumns(molecules), [molecules]);
  const shown = Array.from(sorted.subarray(page * pageSize, (page + 1) * pageSize));
  return (
    <Panel
      title="Molecules"
      aside={
        <div className={styles.tools}>
          <Pager label="molecules" page={page} size={pageSize} total={sorted.length} onPage={setPage} />
          <Button
            kind="quiet"
            icon={<Download />}
            onClick={() => saveFile(`${name} molecules.csv`, moleculesCsv(molecules), 'text/csv')}
          >
            Molecules as CSV
          </Button>
        </div>
      }
    >
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map(({ column, title }) => (
                <SortableHeading
                  key={column}
                  title={title}
                  order={order.column === column ? (order.descending ? 'descending' : 'ascending') : null}
                  first={column === 'names' || column === 'formulas' ? 'ascending' : 'descending'}
                  onOrder={(next) => {
                    setOrder({ column, descending: next === 'descending' });
                    setPage(0);
                  }}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((place) => {
              const row = molecules.rows[place]!;
              return (
                <tr key={row} data-chosen={row === chosen || undefined} className={styles.row}>
                  <th scope="row">
                    <button
                      type="button"
                      className={styles.name}
                      title={molecules.names[place]}
                      aria-pressed={row === chosen}
                      onClick={() => setChosen(row)}
                    >
                      {molecules.names[place]}
                    </button>
                  </th>
                  {columns.slice(1).map(({ column }) => (
                    <td key={column} className="number">
                      {cellText(molecules[column][place]!, column === 'atoms')}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideTable>
      {chosen !== null && <PredictedView checkpointId={checkpointId} row={chosen} runName={name} />}
    </Panel>
  );
});

function cellText(value: string | number, isWhole: boolean): string {
  if (typeof value === 'string' || isWhole) return String(value);
  return tableNumber(Number.isNaN(value) ? null : value);
}
