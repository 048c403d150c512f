/** Parallel coordinates: a line a run over the chosen settings and metrics. A brush on an axis leaves the runs inside it. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { RunRecord } from '../../protocol/records';
import type { Statistic } from '../../runs/comparison/metricTable';
import { seedPath } from '../../runs/comparison/seeds';
import { suitsLog, type Variable } from '../../runs/comparison/variables';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Name } from '../../ui/controls/Name';
import { Panel } from '../../ui/controls/Panel';
import { ParallelPlot } from './ParallelPlot';
import { type Brush, passes } from './parallel';
import { plotAxis } from './plotAxis';
import styles from './plots.module.css';
import { StatisticSelect } from './StatisticSelect';
import { useVariables } from './useVariables';

/** Settings that are drawn until somebody chooses; beside them a metric. */
const FIRST_SETTINGS = 6;

export function ParallelPanel({ runs }: { runs: readonly RunRecord[] }) {
  const [statistic, setStatistic] = useState<Statistic>('best');
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [brushes, setBrushes] = useState<ReadonlyMap<string, Brush>>(new Map());
  const [read, setRead] = useState<string | null>(null);
  const { variables, left } = useVariables(runs, statistic);
  const keys = chosen ?? firstAxes(variables);
  const axes = variables
    .filter(({ key }) => keys.has(key))
    .map((variable) => {
      const log =
        variable.kind === 'number' && variable.source === 'setting' && suitsLog(variable.values).better;
      return { variable, log, ...plotAxis(variable, log) };
    });
  const active = axes.map(({ variable }) => brushes.get(variable.key) ?? null);
  const inside = runs.filter((_, i) =>
    passes(
      axes.map(({ positions }) => positions[i] ?? null),
      active,
    ),
  );
  const isBrushed = active.some((brush) => brush !== null);
  return (
    <Panel title="Parallel coordinates" aside={<StatisticSelect value={statistic} onValue={setStatistic} />}>
      <fieldset className={styles.axes}>
        <legend className="only-read">Axes</legend>
        {variables.map(({ key, title }) => (
          <Checkbox
            key={key}
            checked={keys.has(key)}
            onValue={(checked) => {
              const next = new Set(keys);
              if (checked) next.add(key);
              else next.delete(key);
              setChosen(next);
            }}
          >
            {title}
          </Checkbox>
        ))}
      </fieldset>
      {axes.length < 2 ? (
        <p className={styles.hint}>
          {left > 0
            ? 'Reading the histories…'
            : variables.length < 2
              ? 'Lines appear when the chosen runs differ in a setting and have finished an epoch.'
              : 'Choose two axes or more.'}
        </p>
      ) : (
        <>
          <ParallelPlot
            runs={runs}
            axes={axes}
            brushes={active}
            inside={new Set(inside.map(({ id }) => id))}
            read={read}
            onRead={setRead}
            onBrush={(axis, brush) =>
              setBrushes((before) => {
                const next = new Map(before);
                const { key } = axes[axis]!.variable;
                if (brush) next.set(key, brush);
                else next.delete(key);
                return next;
              })
            }
          />
          <div className={styles.filters}>
            <span role="status">
              {isBrushed
                ? `${inside.length} of ${runs.length} runs`
                : 'Drag along an axis to filter the runs.'}
            </span>
            {isBrushed && (
              <Button kind="quiet" icon={<X />} onClick={() => setBrushes(new Map())}>
                Show all
              </Button>
            )}
          </div>
          <ul className={styles.list} aria-label="Runs that are left">
            {inside.map(({ id, name, colour }) => (
              <li key={id}>
                <Link
                  to={`/train/${id}`}
                  onFocus={() => setRead(id)}
                  onBlur={() => setRead(null)}
                  onPointerEnter={() => setRead(id)}
                  onPointerLeave={() => setRead(null)}
                >
                  <span className={styles.swatch} style={{ background: `var(--series-${colour % 8})` }} />
                  <Name of={name} />
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function firstAxes(variables: readonly Variable[]): ReadonlySet<string> {
  const settings = variables
    .filter(({ source, title }) => source === 'setting' && title !== seedPath)
    .slice(0, FIRST_SETTINGS);
  const metric = variables.find(({ source }) => source === 'metric');
  const cost = variables.find(({ source }) => source === 'cost');
  return new Set([...settings, ...(metric ? [metric] : cost ? [cost] : [])].map(({ key }) => key));
}
