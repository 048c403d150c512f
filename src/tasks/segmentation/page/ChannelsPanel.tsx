/** The numbers of each array of an image dataset: of images a line for each channel, over all pixels. */
import type { ArraySheet, DatasetRecord } from '../../../protocol/datasets';
import { StatisticsCells, StatisticsHeadings } from '../../../ui/charts/StatisticsCells';
import rowStyles from '../../../ui/charts/StatisticsRow.module.css';
import styles from '../../../ui/charts/StatisticsTable.module.css';
import { Panel } from '../../../ui/controls/Panel';
import { shape } from '../../../ui/format/quantities';

export function ChannelsPanel({ dataset }: { dataset: DatasetRecord }) {
  const arrays = dataset.arrays.filter(({ name, categories }) => !categories && name !== 'sizes');
  return (
    <Panel title="Values">
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.name}>
                Channel
              </th>
              <th scope="col">Type</th>
              <StatisticsHeadings />
            </tr>
          </thead>
          <tbody>
            {arrays.flatMap((array) =>
              array.columns.map((statistics, index) => (
                <tr key={statistics.name} className={rowStyles.row}>
                  <th scope="row" className={rowStyles.name}>
                    {channelName(array, index)}
                  </th>
                  <td className={rowStyles.type}>
                    {index === 0 && (
                      <>
                        {array.dtype} <span className={rowStyles.shape}>{shape(array.shape)}</span>
                      </>
                    )}
                  </td>
                  <StatisticsCells statistics={statistics} />
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const colours = ['red', 'green', 'blue'];

/** Three channels of bytes are colours. */
function channelName({ name, dtype, columns }: ArraySheet, index: number): string {
  if (columns.length === 1) return name;
  const isColour = columns.length === 3 && (dtype === 'uint8' || dtype === 'uint16');
  return `${name}, ${isColour ? colours[index] : `channel ${index + 1}`}`;
}
