/** The settings of runs, a column for runs that differ in nothing but the seed: what differs, or all of them. */
import { useId, useMemo, useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { groupName, seedGroups, seedPath } from '../../runs/comparison/seeds';
import { settingRows, settingsOf } from '../../runs/settings';
import tools from '../../ui/charts/ChartTools.module.css';
import { Name } from '../../ui/controls/Name';
import { Panel } from '../../ui/controls/Panel';
import { Toggle } from '../../ui/controls/Toggle';
import { WideTable } from '../../ui/controls/WideTable';
import styles from './SettingsPanel.module.css';

export function SettingsPanel({ runs }: { runs: readonly RunRecord[] }) {
  const id = useId();
  const [all, setAll] = useState(false);
  const groups = useMemo(() => seedGroups(runs), [runs]);
  const rows = useMemo(() => {
    const first = groups.map(({ runs: own }) => settingsOf(own[0]!));
    const seeds = groups.map(({ runs: own }) => own.map((run) => settingsOf(run).get(seedPath) ?? null));
    return settingRows(first).map((row) =>
      row.path === seedPath
        ? {
            ...row,
            values: seeds.map((own) => (own[0] === null ? null : own.join(', '))),
            differs: new Set(seeds.flat()).size > 1,
          }
        : row,
    );
  }, [groups]);
  const shown = all ? rows : rows.filter(({ differs }) => differs);
  const data = [...new Set(runs.map(({ dataset }) => dataset.fingerprint))].length;
  return (
    <Panel
      title={all ? 'All settings' : 'Settings that differ'}
      aside={
        <span className={tools.toggle}>
          <label htmlFor={id}>all settings</label>
          <Toggle id={id} checked={all} onValue={setAll} />
        </span>
      }
    >
      {data > 1 && <p className={styles.same}>These runs are of {data} datasets.</p>}
      {shown.length === 0 ? (
        <p className={styles.same}>
          {runs.length < 2 ? 'Choose a second run to see what differs.' : 'All have the same settings.'}
        </p>
      ) : (
        <WideTable label="Settings of the chosen runs">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                {groups.map((group) => (
                  <th key={group.key} scope="col" title={group.runs.map(({ name }) => name).join('\n')}>
                    <span
                      className={styles.swatch}
                      style={{ background: `var(--series-${group.runs[0]!.colour % 8})` }}
                    />
                    <Name of={groupName(group)} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ path, values, differs }) => (
                <tr key={path} data-differs={(all && differs) || undefined}>
                  <th scope="row">{path}</th>
                  {groups.map(({ key }, i) => (
                    <td key={key}>{values[i] ?? '–'}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
    </Panel>
  );
}
