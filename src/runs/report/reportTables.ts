/** The tables of a report: metrics, statistics of an epoch, settings, the worst samples. */
import type { Comparison } from '../../protocol/comparison';
import type { EpochRow } from '../../protocol/events';
import {
  definedValue,
  isCrowd,
  type MetricInfo,
  metricFamilies,
  titleWithUnit,
} from '../../protocol/metrics';
import type { WorstSample } from '../capsule/worstSamples';
import type { SettingRow } from '../settings';
import { footOf, type StatisticsRow, statisticsTable } from '../statisticsTable';
import { type Html, html } from './html';
import { numberText, prose } from './reportText';
import type { Settings } from './settings';

/** Those that are listed one by one: of many of one kind a report would be a book. */
export function listedMetrics(metrics: readonly MetricInfo[]): MetricInfo[] {
  const crowds = metricFamilies(metrics).filter(isCrowd);
  return metrics.filter((metric) => !crowds.some(({ members }) => members.includes(metric)));
}

export function statisticsSection(row: EpochRow, metrics: readonly MetricInfo[]): Html {
  const { rows, blocks } = statisticsTable(row, metrics);
  const foot = footOf(row);
  return html`<section><h2>Statistics of epoch ${row.epoch}${row.isBest ? ', the best' : ''}</h2><div class="wide"><table><thead><tr><th scope="col">Metric</th><th scope="col" class="n">Train</th><th scope="col" class="n">Valid</th><th scope="col" class="n">Difference</th><th scope="col" class="n">%Diff</th></tr></thead><tbody>${rows.map((line) => statisticsLine(line, titleWithUnit(line.metric)))}</tbody>${blocks.map(
    (block) =>
      html`<tbody class="group"><tr><th scope="rowgroup" colspan="5">${block.title}</th></tr>${block.rows.map(
        (line) => statisticsLine(line, line.metric.block?.line ?? line.metric.title),
      )}</tbody>`,
  )}</table></div>${foot === '' ? null : html`<p class="note">${foot}</p>`}</section>`;
}

function statisticsLine({ train, valid, difference, percent }: StatisticsRow, title: string): Html {
  const share = percent === null ? '–' : Math.abs(percent) < 1e5 ? percent.toFixed(1) : numberText(percent);
  return html`<tr><th scope="row">${title}</th>${[train, valid, difference].map(
    (value) => html`<td class="n">${numberText(value)}</td>`,
  )}<td class="n">${share}</td></tr>`;
}

export interface ComparedColumn {
  name: string;
  /** By metric name; empty where nothing was measured. */
  values: Readonly<Record<string, number>>;
}

/** A line a metric, a column a run, the best of each line marked. null where no run has a value. */
export function metricsTable(
  title: string,
  metrics: readonly MetricInfo[],
  columns: readonly ComparedColumn[],
): Html | null {
  const lines = metrics.flatMap((metric) => {
    const values = columns.map(({ values }) =>
      definedValue(metric, Object.hasOwn(values, metric.name) ? values[metric.name] : null),
    );
    return values.every((value) => value === null) ? [] : [{ metric, values }];
  });
  if (lines.length === 0) return null;
  return html`<h3>${title}</h3><div class="wide"><table><thead><tr><th scope="col">Metric</th>${columns.map(
    ({ name }) => html`<th scope="col" class="n">${name}</th>`,
  )}</tr></thead><tbody>${lines.map(({ metric, values }) => {
    const best = columns.length > 1 ? bestOf(values, metric.better) : null;
    return html`<tr><th scope="row">${titleWithUnit(metric)}</th>${values.map((value) =>
      value !== null && value === best
        ? html`<td class="n best">★ ${numberText(value)}</td>`
        : html`<td class="n">${numberText(value)}</td>`,
    )}</tr>`;
  })}</tbody></table></div>`;
}

function bestOf(values: readonly (number | null)[], better: MetricInfo['better']): number | null {
  const known = values.filter((value) => value !== null && !Number.isNaN(value)) as number[];
  if (better === null || known.length < 2) return null;
  return better === 'max' ? Math.max(...known) : Math.min(...known);
}

/** The model beside its baselines. */
export function baselinesSection({ part, rows, measures, models, words }: Comparison): Html {
  return html`<section><h2>Compared on ${rows} ${part} examples</h2>${words.map((text) => html`<p>${prose(text)}</p>`)}<div class="wide"><table><thead><tr><th scope="col">Model</th>${measures.map(
    (measure) => html`<th scope="col" class="n">${titleWithUnit(measure)}</th>`,
  )}</tr></thead><tbody>${models.map(
    ({ title, values }) =>
      html`<tr><th scope="row">${title}</th>${values.map((value) => html`<td class="n">${numberText(value)}</td>`)}</tr>`,
  )}</tbody></table></div></section>`;
}

/** What differs first. @param columns names of the configurations. @param same what is said above what does not differ. */
export function settingsSection(
  { differing, same }: Settings,
  columns: readonly string[],
  words: { differing: string; none: string; same: string },
): Html {
  const table = (lines: readonly SettingRow[]) =>
    html`<div class="wide"><table class="settings"><caption>${words.differing}</caption><thead><tr><th scope="col">Setting</th>${columns.map(
      (name) => html`<th scope="col">${name}</th>`,
    )}</tr></thead><tbody>${lines.map(
      ({ path, values }) =>
        html`<tr><th scope="row"><code>${path}</code></th>${values.map((value) => html`<td>${value ?? '–'}</td>`)}</tr>`,
    )}</tbody></table></div>`;
  return html`<section><h2>Settings</h2>${differing.length > 0 ? table(differing) : html`<p>${words.none}</p>`}</section><section><h2>${words.same}</h2><dl class="same">${same.map(
    ({ path, value }) => html`<div><dt><code>${path}</code></dt><dd>${value === '' ? '–' : value}</dd></div>`,
  )}</dl></section>`;
}

export function worstSection(samples: readonly WorstSample[]): Html {
  const names = [...new Set(samples.flatMap(({ details }) => Object.keys(details)))];
  const cell = (value: number | undefined) => html`<td class="n">${numberText(value)}</td>`;
  return html`<section><h2>Worst samples</h2><div class="wide"><table><thead><tr><th scope="col">Sample</th><th scope="col">Measure</th><th scope="col" class="n">Value</th>${names.map(
    (name) => html`<th scope="col" class="n">${name}</th>`,
  )}</tr></thead><tbody>${samples.map(
    ({ sample, measure, value, details }) =>
      html`<tr><th scope="row">${sample}</th><td>${measure}</td>${cell(value)}${names.map((name) => cell(details[name]))}</tr>`,
  )}</tbody></table></div></section>`;
}
