/** Which settings decide a metric, over the chosen runs: by a forest, and each alone by its ranks. */
import { useEffect, useState } from 'react';
import { AnnealError } from '../../protocol/errors';
import type { RunRecord } from '../../protocol/records';
import {
  FORESTS,
  IMPORTANCE_SEED,
  type Importance,
  importanceOf,
  type SettingImportance,
  TREES,
} from '../../runs/comparison/importance';
import type { Statistic } from '../../runs/comparison/metricTable';
import tools from '../../ui/charts/ChartTools.module.css';
import { Name } from '../../ui/controls/Name';
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import { Progress } from '../../ui/controls/Progress';
import table from '../../ui/controls/ResultTable.module.css';
import { Select } from '../../ui/controls/Select';
import { WideTable } from '../../ui/controls/WideTable';
import { count } from '../../ui/format/quantities';
import { breathing } from '../checkpoints/breathe';
import styles from './plots.module.css';
import { StatisticSelect } from './StatisticSelect';
import { useVariables, variableOptions } from './useVariables';

type Found =
  | { kind: 'working' }
  | { kind: 'found'; importance: Importance }
  | { kind: 'refused'; error: AnnealError };

/** Worked out anew when the values change. @param values of the metric, one a run; null while they are not known. */
function useImportance(runs: readonly RunRecord[], values: readonly (number | null)[] | null): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  const asked = values && JSON.stringify([runs.map(({ id }) => id), values]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for runs and values.
  useEffect(() => {
    if (!values) return setFound(null);
    const working = new AbortController();
    const { signal } = working;
    setFound({ kind: 'working' });
    importanceOf(runs, values, { pause: breathing(signal) }).then(
      (importance) => signal.aborted || setFound({ kind: 'found', importance }),
      (thrown) => signal.aborted || setFound({ kind: 'refused', error: AnnealError.from(thrown) }),
    );
    return () => working.abort();
  }, [asked]);
  return found;
}

export function ImportancePanel({ runs }: { runs: readonly RunRecord[] }) {
  const [statistic, setStatistic] = useState<Statistic>('best');
  const [chosen, setChosen] = useState('');
  const { variables, left } = useVariables(runs, statistic);
  const measured = variables.filter(({ source, kind }) => source !== 'setting' && kind === 'number');
  const metric = measured.find(({ key }) => key === chosen) ?? measured[0];
  const found = useImportance(runs, metric?.kind === 'number' && left === 0 ? metric.values : null);
  return (
    <Panel
      title="What decides the metric"
      aside={
        <div className={tools.tools}>
          {metric && (
            <Select
              aria-label="Metric to explain"
              className={styles.metric}
              value={metric.key}
              options={variableOptions(measured)}
              onValue={setChosen}
            />
          )}
          <StatisticSelect value={statistic} onValue={setStatistic} />
        </div>
      }
    >
      {found === null && (
        <p className={styles.hint}>
          {left > 0
            ? 'Reading the histories…'
            : 'Choose eight runs or more with different settings, each with a finished epoch.'}
        </p>
      )}
      {found?.kind === 'working' && (
        <div role="status">
          <p className={styles.words}>Growing forests…</p>
          <Progress label="Importance" value={null} />
        </div>
      )}
      {found?.kind === 'refused' && (
        <Notice title="Importance cannot be told from these runs" error={found.error.toJSON()} />
      )}
      {found?.kind === 'found' && metric && <Result importance={found.importance} metric={metric.title} />}
    </Panel>
  );
}

function Result({
  importance: { configurations, runs, r2, settings },
  metric,
}: {
  importance: Importance;
  metric: string;
}) {
  const most = Math.max(1e-9, ...settings.map(({ mean, deviation }) => mean + deviation));
  return (
    <>
      <p className={styles.words}>{verdict(r2, settings, metric)}</p>
      <WideTable label="Importance of the settings">
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Fall of R²</th>
              <th scope="col">SD</th>
              <td />
              <th scope="col">Rank correlation</th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {settings.map((setting) => (
              <Row key={setting.settings.join(' ')} setting={setting} most={most} />
            ))}
          </tbody>
        </table>
      </WideTable>
      <p className={styles.hint}>
        Fall of R²: a random forest ({count(TREES)} trees, seed {IMPORTANCE_SEED}) predicts the metric from
        the settings; by how much its R² on configurations that its trees have not seen falls when the values
        of a setting are shuffled, mean and standard deviation over {FORESTS} forests. The spread is that of
        forests and shuffles, not of runs that were never made. {count(configurations)} configurations of{' '}
        {count(runs)} runs, seeds averaged. Rank correlation: Spearman’s of each setting alone with the
        metric, with the interval of Bonett and Wright; categories have none. Settings that change together
        share one line.
      </p>
    </>
  );
}

function verdict(r2: number, settings: readonly SettingImportance[], metric: string): string {
  const score = `R² ${r2.toFixed(2).replace('-', '−')} on configurations that it has not seen`;
  if (r2 <= 0.1) {
    return `The settings do not predict ${metric} in these runs (${score}): read nothing into the bars. More runs may tell.`;
  }
  const clear = settings.filter(({ mean, deviation }) => mean > deviation && mean > 0.05);
  const names = clear.slice(0, 3).map(({ settings: own }) => own.join(' with '));
  if (names.length === 0) return `The forest predicts ${metric} (${score}), by no setting alone.`;
  return `The forest predicts ${metric} (${score}), most of all by ${names.join(', then ')}.`;
}

function Row({
  setting: { settings, mean, deviation, correlation },
  most,
}: {
  setting: SettingImportance;
  most: number;
}) {
  const text = (value: number) =>
    value
      .toFixed(2)
      .replace(/^-(?=0\.00$)/, '')
      .replace('-', '−');
  const part = (value: number) => `${(100 * Math.min(1, Math.max(0, value / most))).toFixed(1)}%`;
  const [from, to] = [Math.max(0, mean - deviation), Math.max(0, mean + deviation)];
  return (
    <tr>
      <th scope="row">
        <Name of={settings.join(' with ')} />
      </th>
      <td className="number">{text(mean)}</td>
      <td className="number">{text(deviation)}</td>
      <td aria-hidden="true">
        <div className={styles.bar}>
          <span style={{ width: part(mean) }} />
          <i style={{ left: part(from), width: part(to - from) }} />
        </div>
      </td>
      <td className="number">{correlation ? text(correlation.value) : '–'}</td>
      <td className="number">
        {correlation ? `${text(correlation.low)} to ${text(correlation.high)}` : '–'}
      </td>
    </tr>
  );
}
