/** The validation curves of the chosen runs in one picture, each in its run's colour. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { EpochRow } from '../../protocol/events';
import { type MetricInfo, metricNamed, titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { chartSaver } from '../../store/downloads/chartSaver';
import { notifyFailure } from '../../store/notices';
import { useChartPreferences } from '../../store/react/useStudio';
import { loadHistory, seriesOf } from '../../store/runSeries';
import { metricsOfRun } from '../../tasks/recordedMetrics';
import { epochAxis, linearAxis, logAxis, ticksWithin } from '../../ui/charts/axis';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import tools from '../../ui/charts/ChartTools.module.css';
import { allPositive, type Curve, valueRange } from '../../ui/charts/curve';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { LineChart } from '../../ui/charts/LineChart';
import { Button } from '../../ui/controls/Button';
import { Panel } from '../../ui/controls/Panel';
import { Select } from '../../ui/controls/Select';
import { LogToggle } from '../runCharts/ChartTools';
import { epochCurve } from '../runCharts/runCurves';

export function CurvesPanel({ runs }: { runs: readonly RunRecord[] }) {
  const [chosen, setChosen] = useState('loss');
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const wantsLog = useChartPreferences((preferences) => preferences.logY);
  const version = useVersions(runs);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside the series.
  const offered = useMemo(() => metricsOfRuns(runs), [runs, version]);
  const { metric, runs: drawn } = offered.find(({ key }) => key === chosen) ?? offered[0]!;
  const title = titleOf(metric);
  const left = runs.length - drawn.length;
  const end = Math.max(1, ...drawn.map(({ id }) => seriesOf(id).epochs().at(-1)?.epoch ?? 0));
  const [from, to] = zoom ?? [0, end];
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside the series.
  const curves = useMemo(
    () => drawn.map((run) => curveOf(run, metric, from, to)),
    [drawn, metric, from, to, version],
  );
  const refused = metric.signed
    ? `${metric.title} may be below zero`
    : allPositive(curves)
      ? undefined
      : 'some values are not above zero';
  const logY = wantsLog && refused === undefined;
  const [low, high] = valueRange(curves, logY, from, to);
  return (
    <Panel
      title={
        <Select
          aria-label="Metric to compare"
          value={keyOf(metric)}
          options={offered.map(({ key, metric: info }) => ({ value: key, label: titleOf(info) }))}
          onValue={setChosen}
        />
      }
      aside={
        <div className={tools.tools}>
          {zoom && <Button onClick={() => setZoom(null)}>Show all</Button>}
          <LogToggle refused={refused} />
          <ChartMenu
            saver={chartSaver}
            name={title}
            chart={frame}
            csv={() =>
              curvesCsv(
                'epoch',
                drawn.map((run) => ({ name: run.name, points: curveOf(run, metric, 0, end).points })),
              )
            }
          />
        </div>
      }
    >
      <div ref={frame}>
        <LineChart
          label={`${title} of the chosen runs`}
          curves={curves}
          x={zoom ? { domain: zoom, ticks: ticksWithin(...zoom) } : epochAxis(end, end, false)}
          y={logY ? logAxis(low, high) : linearAxis(low, high)}
          xName="epoch"
          yName={title}
          whole
          logY={logY}
          height={320}
          labelWidth={Math.min(120, 7 * Math.max(...drawn.map(({ name }) => name.length)) + 4)}
          onZoom={(window) => setZoom(window && [Math.max(0, window[0]), Math.min(end, window[1])])}
          empty="Curves appear when the chosen runs have finished an epoch."
        />
      </div>
      {left > 0 && (
        <p className={tools.why}>
          {left === 1 ? 'One run is' : `${left} runs are`} left out: measured in other units, or not at all.
        </p>
      )}
    </Panel>
  );
}

interface OfferedMetric {
  key: string;
  metric: MetricInfo;
  /** Those that measure it in its unit. */
  runs: RunRecord[];
}

/** What any of the runs measures, the loss first. The same metric in another unit is another one. */
function metricsOfRuns(runs: readonly RunRecord[]): OfferedMetric[] {
  const offered = new Map<string, OfferedMetric>();
  const firstEpochs = (run: RunRecord) => seriesOf(run.id).epochs().slice(0, 1);
  // What a run without an epoch will measure says nothing yet.
  const measured = runs.filter((run) => firstEpochs(run).length > 0);
  for (const run of measured.length > 0 ? measured : runs) {
    const described = metricsOfRun(run, firstEpochs(run));
    for (const metric of described.length > 0 ? described : [metricNamed([], 'loss')]) {
      const key = keyOf(metric);
      const one = offered.get(key) ?? { key, metric, runs: [] };
      one.runs.push(run);
      offered.set(key, one);
    }
  }
  const isLoss = ({ metric }: OfferedMetric) => Number(metric.name === 'loss');
  return [...offered.values()].sort((a, b) => isLoss(b) - isLoss(a));
}

const keyOf = ({ name, unit }: MetricInfo) => (unit === undefined ? name : `${name} ${unit}`);

/** `validation HD95 (px)`; what only training has is drawn from there. */
function titleOf(metric: MetricInfo): string {
  return `${metric.of === 'train' ? 'train' : 'validation'} ${titleWithUnit(metric)}`;
}

function curveOf(run: RunRecord, { name, of }: MetricInfo, from: number, to: number): Curve {
  const value = ({ train, validation }: EpochRow) => (of === 'train' ? train : (validation ?? train))[name];
  return {
    id: run.id,
    label: run.name,
    colour: `var(--series-${run.colour % 8})`,
    points: epochCurve(seriesOf(run.id), value, { from, to }),
  };
}

/** Loads the histories and changes whenever one of the runs has new points. */
function useVersions(runs: readonly RunRecord[]): string {
  useEffect(() => {
    for (const { id, name } of runs) {
      loadHistory(id).catch((thrown) => notifyFailure(`Could not read the history of ${name}`, thrown));
    }
  }, [runs]);
  return useSyncExternalStore(
    (listener) => {
      const stops = runs.map(({ id }) => seriesOf(id).subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    () => runs.map(({ id }) => seriesOf(id).version()).join(' '),
  );
}
