/** The curves of a report: one chart a metric, of one run by training and validation, of several by run. */
import type { EpochRow } from '../../protocol/events';
import { type MetricInfo, titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import type { StepColumns, stepChannels } from '../../protocol/steps';
import { type Html, html } from './html';
import { type ChartLine, svgChart } from './svgChart';

export interface CurvesOf {
  run: RunRecord;
  epochs: readonly EpochRow[];
  steps: StepColumns;
}

/** More would be a book. */
const MOST_CHARTS = 24;

/** @param metrics those of which there may be a chart, in order. */
export function curvesSection(runs: readonly CurvesOf[], metrics: readonly MetricInfo[]): Html {
  const [only, ...others] = runs;
  const several = others.length > 0;
  const charts: (Html | null)[] = [];
  for (const metric of metrics.slice(0, MOST_CHARTS)) {
    const lines = several
      ? runs.map((one, i) => runLine(one, metric, dashOf(runs, i)))
      : partsOf(only!, metric);
    charts.push(
      chart(titleOf(metric, several), lines, { xName: 'epoch', logY: !metric.signed && isLoss(metric) }),
    );
  }
  for (const { title, channel, logY } of stepCharts) {
    const lines = runs.map((one, i) => stepLine(one, channel, several ? dashOf(runs, i) : undefined));
    charts.push(chart(title, lines, { xName: 'epoch', logY }));
  }
  const drawn = charts.filter((one) => one !== null);
  const left = Math.max(0, metrics.length - MOST_CHARTS);
  return html`<section><h2>Curves</h2>${drawn.length === 0 ? html`<p>No epoch has ended yet.</p>` : several ? runKey(runs) : partKey(only!)}<div class="charts">${drawn}</div>${left > 0 ? html`<p class="note">${left} more metrics are in history.csv.</p>` : null}</section>`;
}

type Channel = (typeof stepChannels)[number];

const stepCharts: readonly { title: string; channel: Channel; logY: boolean }[] = [
  { title: 'training loss of each step', channel: 'loss', logY: true },
  { title: 'learning rate', channel: 'learningRate', logY: false },
  { title: 'gradient norm', channel: 'gradientNorm', logY: true },
];

const isLoss = ({ better }: MetricInfo) => better === 'min';

function titleOf(metric: MetricInfo, several: boolean): string {
  if (!several) return titleWithUnit(metric);
  return `${metric.of === 'train' ? 'train' : 'validation'} ${titleWithUnit(metric)}`;
}

function chart(
  title: string,
  lines: readonly ChartLine[],
  options: { xName: string; logY: boolean },
): Html | null {
  const svg = svgChart(lines, { label: title, ...options });
  return svg && html`<figure><h3>${title}</h3>${svg}</figure>`;
}

/** Training dashed, validation solid, as in the studio. */
function partsOf({ run, epochs }: CurvesOf, { name, of }: MetricInfo): ChartLine[] {
  const x = epochs.map(({ epoch }) => epoch);
  const line = (label: string, y: (row: EpochRow) => number | undefined, dash?: string): ChartLine => ({
    label,
    colour: run.colour,
    ...(dash !== undefined && { dash }),
    x,
    y: epochs.map((row) => y(row) ?? Number.NaN),
  });
  return [
    ...(of === 'validation' ? [] : [line('train', ({ train }) => train[name], trainDash)]),
    ...(of === 'train' ? [] : [line('validation', ({ validation }) => validation?.[name])]),
  ];
}

const trainDash = '4 3';

function runLine({ run, epochs }: CurvesOf, { name, of }: MetricInfo, dash?: string): ChartLine {
  const value = ({ train, validation }: EpochRow) => (of === 'train' ? train : (validation ?? train))[name];
  return {
    label: run.name,
    colour: run.colour,
    ...(dash !== undefined && { dash }),
    x: epochs.map(({ epoch }) => epoch),
    y: epochs.map((row) => value(row) ?? Number.NaN),
  };
}

function stepLine({ run, steps }: CurvesOf, channel: Channel, dash?: string): ChartLine {
  return {
    label: run.name,
    colour: run.colour,
    ...(dash !== undefined && { dash }),
    x: steps.epoch,
    y: steps.channels[channel] ?? [],
  };
}

const dashes = [undefined, '6 3', '2 3', '8 3 2 3'];

/** Runs of one colour are told apart by their dashes. */
function dashOf(runs: readonly CurvesOf[], index: number): string | undefined {
  const { colour } = runs[index]!.run;
  const before = runs.slice(0, index).filter(({ run }) => run.colour % 8 === colour % 8).length;
  return dashes[before % dashes.length];
}

function runKey(runs: readonly CurvesOf[]): Html {
  return key(runs.map(({ run }, i) => ({ label: run.name, colour: run.colour, dash: dashOf(runs, i) })));
}

function partKey({ run: { colour }, epochs }: CurvesOf): Html | null {
  if (epochs.every(({ validation }) => validation === null)) return null;
  return key([
    { label: 'train', colour, dash: trainDash },
    { label: 'validation', colour, dash: undefined },
  ]);
}

function key(entries: readonly { label: string; colour: number; dash: string | undefined }[]): Html {
  return html`<ul class="key">${entries.map(
    ({ label, colour, dash }) =>
      html`<li><svg viewBox="0 0 28 10" aria-hidden="true" xmlns="http://www.w3.org/2000/svg"><g class="s${colour % 8}"><line x1="0" x2="28" y1="5" y2="5"${dash === undefined ? null : html` stroke-dasharray="${dash}"`}/></g></svg>${label}</li>`,
  )}</ul>`;
}
