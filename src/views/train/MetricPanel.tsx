/** The main chart of a run: the loss from every step, or any other metric from every epoch. */
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { EpochRow, Metrics } from '../../protocol/events';
import {
  isCrowd,
  type MetricFamily,
  type MetricInfo,
  metricFamilies,
  metricNamed,
  titleWithUnit,
} from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { chartSaver } from '../../store/downloads/chartSaver';
import { useRunSeries } from '../../store/react/useRunSeries';
import { seriesOf } from '../../store/runSeries';
import type { RunSeries } from '../../store/series';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import tools from '../../ui/charts/ChartTools.module.css';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { Panel } from '../../ui/controls/Panel';
import { type Option, Select } from '../../ui/controls/Select';
import { LogToggle, SmoothingSlider } from '../runCharts/ChartTools';
import { RunChart } from '../runCharts/RunChart';
import { type CurveWindow, epochEnd, familyCurves, metricCurves, partCurves } from '../runCharts/runCurves';

export interface MetricPanelProps {
  run: RunRecord;
  metrics: readonly MetricInfo[];
  training: boolean;
}

export const MetricPanel = memo(function MetricPanel({ run, metrics, training }: MetricPanelProps) {
  const [chosen, setChosen] = useState('loss');
  const families = useMemo(() => metricFamilies(metrics), [metrics]);
  const family = families.find((one) => familyKey(one) === chosen) ?? null;
  const metric = metrics.some(({ name }) => name === chosen) ? chosen : 'loss';
  const info = family ? familyInfo(family) : metricNamed(metrics, metric);
  const { title } = info;
  const { series } = useRunSeries(run.id);
  const names = family ? family.members.map(({ name }) => name) : [metric];
  const refused = info.signed
    ? `${title} may be below zero`
    : names.some((name) => reachesZero(series, name))
      ? 'some values are not above zero'
      : undefined;
  const frame = useRef<HTMLDivElement>(null);
  const colour = `var(--series-${run.colour % 8})`;
  const curves = useCallback(
    (series: RunSeries, window: CurveWindow) =>
      family ? familyCurves(series, family, window) : metricCurves(series, metric, colour, window),
    [family, metric, colour],
  );
  return (
    <Panel
      title={
        <Select
          aria-label="Metric to draw"
          value={family ? familyKey(family) : metric}
          options={optionsOf(metrics, families)}
          onValue={setChosen}
        />
      }
      aside={
        <div className={tools.tools}>
          <LogToggle refused={refused} />
          <SmoothingSlider />
          <ChartMenu
            saver={chartSaver}
            name={`${run.name} ${title}`}
            chart={frame}
            csv={() => (family ? familyCsv(run.id, family) : metricCsv(run.id, metric))}
          />
        </div>
      }
    >
      <div ref={frame}>
        <RunChart
          runId={run.id}
          label={`${title} of ${run.name}, train and validation`}
          curves={curves}
          yName={titleWithUnit(info)}
          perEpoch={metric !== 'loss' || family !== null}
          totalEpochs={run.totalEpochs}
          training={training}
          allowLog={refused === undefined}
          height={320}
          {...(family && { endLabels: !isCrowd(family), labelWidth: 112 })}
          empty={
            metric === 'loss' && !family
              ? 'The loss appears after the first few steps, the validation loss after the first epoch.'
              : `${title} appears after the first epoch.`
          }
        />
      </div>
    </Panel>
  );
});

function reachesZero(series: RunSeries, metric: string): boolean {
  return series
    .epochs()
    .some(({ train, validation }) =>
      [train[metric], validation?.[metric]].some((value) => value !== undefined && value <= 0),
    );
}

/** No metric is called so. */
const familyKey = ({ title }: MetricFamily) => `each ${title}`;

/** What its members are together; of several units none is said. */
function familyInfo({ title, members }: MetricFamily): MetricInfo {
  const units = new Set(members.map(({ unit }) => unit));
  return { ...members[0]!, title, unit: units.size === 1 ? members[0]!.unit : undefined };
}

/** A family stands before its members, and in place of them where these are many. */
function optionsOf(metrics: readonly MetricInfo[], families: readonly MetricFamily[]): Option[] {
  const offered = metrics.length > 0 ? metrics : [metricNamed([], 'loss')];
  return offered.flatMap((info) => {
    const family = families.find(({ members }) => members.includes(info));
    const single = { value: info.name, label: titleWithUnit(info) };
    if (!family) return [single];
    const { members } = family;
    const all = { value: familyKey(family), label: titleWithUnit(familyInfo(family)) };
    return [...(info === members[0] ? [all] : []), ...(isCrowd(family) ? [] : [single])];
  });
}

function familyCsv(runId: string, { members }: MetricFamily): string {
  const everything = { from: 0, to: Number.POSITIVE_INFINITY, smoothing: 0 };
  const curves = partCurves(seriesOf(runId), members, everything);
  return curvesCsv(
    'epoch',
    curves.map(({ label, points }) => ({ name: label, points })),
  );
}

/** Every value in memory, not only the points on the screen. */
function metricCsv(runId: string, metric: string): string {
  const series = seriesOf(runId);
  const epochs = series.epochs();
  function* steps() {
    for (let index = 0; index < series.length; index++) {
      const { epoch, loss } = series.point(index);
      yield { x: epoch, y: loss };
    }
  }
  const values = (of: (row: EpochRow) => Metrics | null) =>
    epochs.flatMap((row) => {
      const y = of(row)?.[metric];
      return y === undefined ? [] : [{ x: epochEnd(series, row), y }];
    });
  return curvesCsv('epoch', [
    ...(metric === 'loss' ? [{ name: 'train loss of each step', points: steps() }] : []),
    { name: `train ${metric}`, points: values((row) => row.train) },
    { name: `validation ${metric}`, points: values((row) => row.validation) },
  ]);
}
