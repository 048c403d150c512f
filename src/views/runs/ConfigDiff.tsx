/** What differs between the configurations of two runs. */
import type { RunRecord } from '../../protocol/records';
import { Panel } from '../../ui/controls/Panel';
import styles from './ConfigDiff.module.css';
import { configDiff } from './configDiff';

export function ConfigDiff({ left, right }: { left: RunRecord; right: RunRecord }) {
  const differences = configDiff(left.config, right.config);
  return (
    <Panel title="Configuration, where it differs">
      {differences.length === 0 ? (
        <p className={styles.same}>Both runs have the same configuration.</p>
      ) : (
        <div className={styles.scroller}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">{left.name}</th>
                <th scope="col">{right.name}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map((difference) => (
                <tr key={difference.path}>
                  <th scope="row">{difference.path}</th>
                  <td>{difference.left ?? '–'}</td>
                  <td>{difference.right ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
