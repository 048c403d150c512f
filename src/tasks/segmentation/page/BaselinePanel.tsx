/** The network beside what it has to beat on the same images, and what that says. */
import type { Comparison } from '../../../protocol/comparison';
import { Panel } from '../../../ui/controls/Panel';
import table from '../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../ui/controls/WideTable';
import { tableNumber } from '../../../ui/format/quantities';
import styles from './SegmentationResult.module.css';

export function BaselinePanel({ comparison: { measures, models, words } }: { comparison: Comparison }) {
  return (
    <Panel title="Is it any good?">
      <p className={styles.words}>{words.join(' ')}</p>
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">On the same images</th>
              {measures.map(({ name, title }) => (
                <th key={name} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map(({ name, title, values }) => (
              <tr key={name}>
                <th scope="row">{title}</th>
                {values.map((value, index) => (
                  <td key={measures[index]?.name} className="number">
                    {tableNumber(value)}
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
