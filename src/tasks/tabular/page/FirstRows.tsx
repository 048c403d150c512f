/** The first rows, as they would be printed: the columns of all arrays side by side. */
import type { DatasetRecord } from '../../../protocol/datasets';
import { Name } from '../../../ui/controls/Name';
import { WideTable } from '../../../ui/controls/WideTable';
import { count, significant } from '../../../ui/format/quantities';
import styles from './FirstRows.module.css';

/** Columns that are drawn. */
const widest = 60;

export function FirstRows({ dataset }: { dataset: DatasetRecord }) {
  const columns = dataset.arrays.flatMap((array) => {
    const width = array.firstRows[0]?.length ?? 0;
    return Array.from({ length: width }, (_, index) => ({
      name: array.columns[index]?.name ?? `${array.name}[${index}]`,
      values: array.firstRows.map((row) => row[index] ?? null),
    }));
  });
  const rows = Math.max(0, ...columns.map(({ values }) => values.length));
  const shown = columns.slice(0, widest);
  return (
    <WideTable label="First rows" className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">row</th>
            {shown.map(({ name }) => (
              <th key={name} scope="col">
                <Name of={name} />
              </th>
            ))}
            {columns.length > widest && <th scope="col">and {count(columns.length - widest)} more</th>}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row of data is its number.
            <tr key={row}>
              <th scope="row">{row}</th>
              {shown.map(({ name, values }) => (
                <td key={name}>{print(values[row] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function print(value: number | string | null) {
  if (value === null) return <span className={styles.missing}>missing</span>;
  return typeof value === 'string' ? <Name of={value} /> : significant(value, 5);
}
