/** Models by rows, measures by columns, the best of each column marked; what follows in words stands above. */
import type { Measure } from '../../protocol/comparison';
import styles from './ComparisonTable.module.css';
import { Name } from './Name';
import { Prose } from './Prose';
import table from './ResultTable.module.css';
import { WideTable } from './WideTable';

export interface ComparedRow {
  title: string;
  /** As text, in the order of the measures. */
  cells: readonly string[];
  /** To find the best by; null where there is none. */
  values: readonly (number | null)[];
  note?: string | undefined;
}

export interface ComparisonTableProps {
  words: readonly string[];
  measures: readonly Measure[];
  rows: readonly ComparedRow[];
}

export function ComparisonTable({ words, measures, rows }: ComparisonTableProps) {
  const best = measures.map(({ better }, i) => {
    const known = rows.flatMap(({ values }) => values[i] ?? []);
    return better === 'max' ? Math.max(...known) : Math.min(...known);
  });
  return (
    <div className={styles.comparison}>
      {words.map((text) => (
        <p key={text}>
          <Prose text={text} />
        </p>
      ))}
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {measures.map(({ name, title, unit }) => (
                <th key={name} scope="col">
                  {unit ? `${title}, ${unit}` : title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, cells, values }) => (
              <tr key={title}>
                <th scope="row">
                  <Name of={title} />
                </th>
                {cells.map((cell, i) => (
                  <td
                    key={measures[i]!.name}
                    className="number"
                    data-best={values[i] === best[i] || undefined}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {rows.map(({ note }) => note && <p key={note}>{note}</p>)}
    </div>
  );
}
