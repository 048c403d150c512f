/** Any two settings or metrics of the chosen runs against one another, a point a run. */
import { useId, useRef, useState } from 'react';
import { csvText } from '../../formats/csv/write';
import type { RunRecord } from '../../protocol/records';
import type { Statistic } from '../../runs/comparison/metricTable';
import { suitsLog, type Variable } from '../../runs/comparison/variables';
import { chartSaver } from '../../store/downloads/chartSaver';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import tools from '../../ui/charts/ChartTools.module.css';
import { Panel } from '../../ui/controls/Panel';
import { Select } from '../../ui/controls/Select';
import { Toggle } from '../../ui/controls/Toggle';
import styles from './plots.module.css';
import { ScatterPlot } from './ScatterPlot';
import { StatisticSelect } from './StatisticSelect';
import { useVariables, variableOptions } from './useVariables';

export function ScatterPanel({ runs }: { runs: readonly RunRecord[] }) {
  const [statistic, setStatistic] = useState<Statistic>('best');
  const [chosen, setChosen] = useState<{ x: string; y: string }>({ x: '', y: '' });
  // By variable; what nobody has chosen follows the values.
  const [logs, setLogs] = useState<ReadonlyMap<string, boolean>>(new Map());
  const frame = useRef<HTMLDivElement>(null);
  const { variables, left } = useVariables(runs, statistic);
  const x =
    variables.find(({ key }) => key === chosen.x) ??
    variables.find(({ source }) => source === 'setting') ??
    variables[0];
  const y =
    variables.find(({ key }) => key === chosen.y) ??
    variables.find(({ source, key }) => source === 'metric' && key !== x?.key) ??
    variables.find(({ key }) => key !== x?.key);
  const logOf = (variable: Variable) => {
    const { possible, better } = variable.kind === 'number' ? suitsLog(variable.values) : noLog;
    return {
      possible,
      log: possible && (logs.get(variable.key) ?? (better && variable.source === 'setting')),
    };
  };
  const choices = (
    <div className={styles.choices}>
      {y && (
        <AxisChoice
          name="y"
          variable={y}
          variables={variables}
          log={logOf(y)}
          onVariable={(key) => setChosen((before) => ({ x: before.x || (x?.key ?? ''), y: key }))}
          onLog={(log) => setLogs((before) => new Map(before).set(y.key, log))}
        />
      )}
      {x && (
        <AxisChoice
          name="x"
          variable={x}
          variables={variables}
          log={logOf(x)}
          onVariable={(key) => setChosen((before) => ({ x: key, y: before.y || (y?.key ?? '') }))}
          onLog={(log) => setLogs((before) => new Map(before).set(x.key, log))}
        />
      )}
    </div>
  );
  return (
    <Panel
      title="Scatter"
      aside={
        <div className={tools.tools}>
          <StatisticSelect value={statistic} onValue={setStatistic} />
          {x && y && (
            <ChartMenu
              saver={chartSaver}
              name={`${y.title} over ${x.title}`}
              chart={frame}
              csv={() =>
                csvText(
                  ['run', x.title, y.title],
                  runs.map(({ name }, i) => [name, x.values[i]!, y.values[i]!]),
                )
              }
            />
          )}
        </div>
      }
    >
      {choices}
      {x && y ? (
        <div ref={frame}>
          <ScatterPlot runs={runs} x={x} y={y} logX={logOf(x).log} logY={logOf(y).log} />
        </div>
      ) : (
        <p className={styles.hint}>
          {left > 0 ? 'Reading the histories…' : 'Points appear when the chosen runs have finished an epoch.'}
        </p>
      )}
    </Panel>
  );
}

const noLog = { possible: false, better: false };

interface AxisChoiceProps {
  name: 'x' | 'y';
  variable: Variable;
  variables: readonly Variable[];
  log: { possible: boolean; log: boolean };
  onVariable: (key: string) => void;
  onLog: (log: boolean) => void;
}

function AxisChoice({ name, variable, variables, log, onVariable, onLog }: AxisChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{name}</label>
      <Select id={id} value={variable.key} options={variableOptions(variables)} onValue={onVariable} />
      {log.possible && (
        <span className={tools.toggle}>
          <label htmlFor={`${id}log`}>log {name}</label>
          <Toggle id={`${id}log`} checked={log.log} onValue={onLog} />
        </span>
      )}
    </div>
  );
}
