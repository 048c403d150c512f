/** True classes down, predicted ones across: counts, and the part of the row as the depth of the cell. */

import { Name } from '../../../ui/controls/Name';
import { WideTable } from '../../../ui/controls/WideTable';
import { count, percent } from '../../../ui/format/quantities';
import styles from './ConfusionMatrix.module.css';

export interface ConfusionMatrixProps {
  classes: readonly string[];
  /** Rows are true classes, columns predicted ones. */
  confusion: readonly (readonly number[])[];
}

export function ConfusionMatrix({ classes, confusion }: ConfusionMatrixProps) {
  return (
    <WideTable>
      <table className={styles.table}>
        <caption className="only-read">
          Confusion matrix: true classes in rows, predicted ones in columns
        </caption>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              true ↓ predicted →
            </th>
            {classes.map((name) => (
              <th key={name} scope="col">
                <Name of={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, truth) => {
            const total = row.reduce((sum, value) => sum + value, 0);
            return (
              <tr key={classes[truth]}>
                <th scope="row">
                  <Name of={classes[truth]!} />
                </th>
                {row.map((value, predicted) => {
                  const part = total > 0 ? value / total : 0;
                  return (
                    <td
                      key={classes[predicted]}
                      className="number"
                      data-right={truth === predicted || undefined}
                      style={{ '--part': `${Math.round(part * 100)}%` }}
                      title={`${classes[truth]} taken for ${classes[predicted]}: ${count(value)} of ${count(total)}, ${percent(part)}`}
                    >
                      {count(value)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </WideTable>
  );
}
