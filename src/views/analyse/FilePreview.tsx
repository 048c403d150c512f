/** The first rows, arrays or names of a file of predictions. */
import type { PredictionPreview as Preview } from '../../runs/predictionPreview';
import { Name } from '../../ui/controls/Name';
import { WideTable } from '../../ui/controls/WideTable';
import { count } from '../../ui/format/quantities';
import styles from './Predict.module.css';

export function FilePreview({ preview }: { preview: Preview }) {
  switch (preview.kind) {
    case 'table':
      return <TablePreview {...preview} />;
    case 'text':
      return (
        <pre className={styles.lines}>{[...preview.lines, ...(preview.isWhole ? [] : ['…'])].join('\n')}</pre>
      );
    case 'arrays':
      return (
        <ul className={styles.arrays}>
          {preview.arrays.map(({ name, shape, dtype }) => (
            <li key={name}>
              <code>
                <Name of={name} />
              </code>{' '}
              {dtype} [{shape.join(' × ')}]
            </li>
          ))}
        </ul>
      );
    case 'files':
      return (
        <p>
          <code>{preview.names.join(', ')}</code>
          {preview.names.length < preview.files && ', …'}
        </p>
      );
  }
}

function TablePreview({ header, rows, lines }: Extract<Preview, { kind: 'table' }>) {
  return (
    <WideTable label="First rows of the predictions">
      <table className={styles.table}>
        <caption>
          {rows.length < lines ? `The first ${rows.length} of ${count(lines)} lines` : 'All lines'}
        </caption>
        <thead>
          <tr>
            {header.map((name) => (
              <th key={name} scope="col">
                <Name of={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join()}>
              {row.map((cell, column) => (
                <td key={header[column]}>
                  <Name of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
