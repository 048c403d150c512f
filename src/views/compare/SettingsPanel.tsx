/** What differs between the configurations of runs. */
import type { RunRecord } from '../../protocol/records';
import { Name } from '../../ui/controls/Name';
import { Panel } from '../../ui/controls/Panel';
import { configDiff } from './configDiff';
import styles from './SettingsPanel.module.css';

export function SettingsPanel({ runs }: { runs: readonly RunRecord[] }) {
  const differences = configDiff(runs.map(({ config }) => config));
  return (
    <Panel title="Configuration, where it differs">
      {differences.length === 0 ? (
        <p className={styles.same}>
          {runs.length < 2 ? 'Choose a second run to see what differs.' : 'All have the same configuration.'}
        </p>
      ) : (
        <div className={styles.scroller}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Field</th>
                {runs.map(({ id, name }) => (
                  <th key={id} scope="col">
                    <Name of={name} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differences.map((difference) => (
                <tr key={difference.path}>
                  <th scope="row">{difference.path}</th>
                  {runs.map(({ id }, i) => (
                    <td key={id}>{difference.values[i] ?? '–'}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
