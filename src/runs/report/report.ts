/**
 * A run, or a comparison of several, as one HTML file that needs nothing else: no script, no request to anywhere, for a screen
 * and for paper. Whatever stands in names and notes is text in it.
 */
import type { BackendInfo, EpochRow } from '../../protocol/events';
import {
  definedValue,
  lossWeightsGroup,
  type MetricInfo,
  metricNamed,
  monitorTitle,
  titleWithUnit,
} from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import type { StepColumns } from '../../protocol/steps';
import { metricsOfRun } from '../../tasks/recordedMetrics';
import { describedTask, isTask } from '../../tasks/runConfig';
import { bestRow } from '../bestRow';
import type { WorstSample } from '../capsule/worstSamples';
import { sourceWords } from '../datasetSource';
import { seedOf } from '../settings';
import { tellsEpochs } from '../table/tableRun';
import { type Html, html } from './html';
import { curvesSection } from './reportCurves';
import { reportStyle } from './reportStyle';
import {
  baselinesSection,
  listedMetrics,
  metricsTable,
  settingsSection,
  statisticsSection,
  worstSection,
} from './reportTables';
import { countText, dateText, durationText, numberText, prose, stateText } from './reportText';
import { againstDefaults, settingsBeside } from './settings';

export interface ReportRun {
  run: RunRecord;
  epochs: readonly EpochRow[];
  steps: StepColumns;
  worst?: readonly WorstSample[] | undefined;
}

export interface ReportOptions {
  /** Of the page; by default the name of the run, or how many are compared. */
  title?: string | undefined;
  /** When it is made. */
  now: Date;
}

/** @param runs one for a report of it, several for a comparison. */
export function reportHtml(runs: readonly ReportRun[], { title, now }: ReportOptions): string {
  const [first, ...others] = runs;
  if (!first) throw new RangeError('A report needs a run.');
  const heading = title ?? (others.length === 0 ? first.run.name : `${runs.length} runs compared`);
  const sections = others.length === 0 ? runSections(first) : comparisonSections(runs);
  const { markup } =
    html`<html lang="en"><head><meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="${policy}"/><meta name="referrer" content="no-referrer"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="color-scheme" content="light dark"/><title>${heading}</title><style>${{ markup: reportStyle }}</style></head><body><main><h1>${heading}</h1>${others.length === 0 ? lead(first.run) : html`<p class="lead">${runs.length} runs, each by its best epoch.</p>`}${sections}<p class="note">Made with Anneal on ${dateText(now.toISOString())}.</p></main></body></html>`;
  return `<!DOCTYPE html>\n${markup}\n`;
}

/** Nothing is loaded and nothing runs, should the escaping ever fail. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

function lead(run: RunRecord): Html {
  const { config, dataset, foreign, epoch, totalEpochs, seconds, createdAt } = run;
  if (foreign) {
    return html`<p class="lead">The log of a run of another program (${foreign.program}): ${stateText(run)}, ${countText(run.step)} steps in ${durationText(seconds)}, begun ${dateText(createdAt)}.</p>`;
  }
  return html`<p class="lead">${taskTitle(config.task)} on ${dataset.name}: ${stateText(run)}, ${epoch} of ${totalEpochs} epochs in ${durationText(seconds)}, begun ${dateText(createdAt)}.</p>`;
}

const taskTitle = (task: string) => (isTask(task) ? describedTask(task).title : task);

function runSections(report: ReportRun): Html[] {
  const { run, epochs, worst } = report;
  const metrics = metricsOfRun(run, epochs);
  const row = bestRow(report) ?? epochs.at(-1);
  return [
    resultSection(run, metrics),
    ...(run.comparison ? [baselinesSection(run.comparison)] : []),
    curvesSection([report], curveMetrics(metrics)),
    ...(row ? [statisticsSection(row, listedMetrics(metrics))] : []),
    ...(worst && worst.length > 0 ? [worstSection(worst)] : []),
    run.foreign
      ? settingsSection(settingsBeside([run]), [run.name], {
          differing: '',
          none: 'What its log tells, below.',
          same: 'Settings as the log tells them',
        })
      : settingsSection(againstDefaults(run), [run.name, 'default'], {
          differing: 'Other than the defaults.',
          none: 'Everything is at its default.',
          same: 'Settings at their defaults',
        }),
    dataSection([report]),
    environmentSection([report]),
    ...notesSections([report]),
  ];
}

function comparisonSections(runs: readonly ReportRun[]): Html[] {
  const metrics = sharedMetrics(runs);
  const listed = listedMetrics(metrics);
  const names = runs.map(({ run }) => run.name);
  const validation = runs.map((one) => ({ name: one.run.name, values: bestRow(one)?.validation ?? {} }));
  const test = runs.map(({ run }) => ({ name: run.name, values: run.test ?? {} }));
  const tables = [
    metricsTable('Validation at the best epoch', listed, validation),
    metricsTable('Test with the best weights', listed, test),
  ].filter((table) => table !== null);
  return [
    html`<section><h2>Metrics</h2>${tables.length === 0 ? html`<p>No run has measured anything yet.</p>` : tables}</section>`,
    curvesSection(runs, curveMetrics(metrics)),
    settingsSection(settingsBeside(runs.map(({ run }) => run)), names, {
      differing: 'Where they differ.',
      none: 'All have the same configuration.',
      same: 'The same settings in all',
    }),
    runsSection(runs),
    dataSection(runs),
    environmentSection(runs),
    ...notesSections(runs),
  ];
}

/** By name and unit: the same name in another unit is another metric, and only the first can stand in a table of names. */
function sharedMetrics(runs: readonly ReportRun[]): MetricInfo[] {
  const all = new Map<string, MetricInfo>();
  for (const { run, epochs } of runs) {
    for (const metric of metricsOfRun(run, epochs)) if (!all.has(metric.name)) all.set(metric.name, metric);
  }
  return [...all.values()];
}

/** The loss first; what is neither good nor bad, as the mean of the targets, needs no picture. */
function curveMetrics(metrics: readonly MetricInfo[]): MetricInfo[] {
  return listedMetrics(metrics)
    .filter(({ better, group }) => better !== null || group === lossWeightsGroup)
    .sort((a, b) => Number(b.name === 'loss') - Number(a.name === 'loss'));
}

function resultSection(run: RunRecord, metrics: readonly MetricInfo[]): Html {
  const { best, test, warnings, error, parameterCount } = run;
  const tested = listedMetrics(Object.keys(test ?? {}).map((name) => metricNamed(metrics, name))).filter(
    ({ name, better }) => better !== null || !metrics.some((known) => known.name === name),
  );
  const cards = [
    ...(best
      ? [
          card(`best ${monitorTitle(best.monitor, metrics)}`, numberText(best.value)),
          card('best epoch', `${best.epoch}`),
        ]
      : []),
    ...tested.map((metric) =>
      card(`test ${titleWithUnit(metric)}`, numberText(definedValue(metric, test?.[metric.name]))),
    ),
    ...(parameterCount === null ? [] : [card('parameters', countText(parameterCount))]),
  ];
  return html`<section><h2>Result</h2>${cards.length > 0 ? html`<dl class="cards">${cards}</dl>` : html`<p>No epoch has ended yet.</p>`}${error ? html`<p class="warn bad">Failed: ${error.message} ${error.remedy ?? ''}</p>` : null}</section>${warningsSection(warnings.map(({ message }) => message))}`;
}

const card = (title: string, value: string) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`;

function warningsSection(messages: readonly string[]): Html | null {
  if (messages.length === 0) return null;
  return html`<section><h2>Warnings</h2>${messages.map((message) => html`<p class="warn">▲ ${prose(message)}</p>`)}</section>`;
}

/** Of each compared run what is no metric. */
function runsSection(runs: readonly ReportRun[]): Html {
  return html`<section><h2>Runs</h2><div class="wide"><table><thead><tr><th scope="col">Run</th><th scope="col">Task</th><th scope="col">State</th><th scope="col" class="n">Epochs</th><th scope="col" class="n">Best epoch</th><th scope="col" class="n">Time</th><th scope="col" class="n">Parameters</th><th scope="col">Begun</th></tr></thead><tbody>${runs.map(
    ({ run }) =>
      html`<tr><th scope="row">${run.name}</th><td>${run.foreign?.program ?? taskTitle(run.config.task)}</td><td>${stateText(run)}</td><td class="n">${tellsEpochs(run) ? `${run.epoch} / ${run.totalEpochs}` : '–'}</td><td class="n">${(tellsEpochs(run) && run.best?.epoch) || '–'}</td><td class="n">${durationText(run.seconds)}</td><td class="n">${run.parameterCount === null ? '–' : countText(run.parameterCount)}</td><td>${dateText(run.createdAt)}</td></tr>`,
  )}</tbody></table></div></section>${warningsSection(
    runs.flatMap(({ run }) => run.warnings.map(({ message }) => `${run.name}: ${message}`)),
  )}`;
}

/** One entry a dataset. */
function dataSection(runs: readonly ReportRun[]): Html {
  // The log of another program says nothing of its data.
  const own = runs.filter(({ run }) => !run.foreign);
  const datasets = new Map(own.map(({ run }) => [run.dataset.fingerprint, run]));
  return html`<section><h2>Data</h2>${[...datasets.values()].map(({ dataset, config }) => {
    const { source, name, fingerprint } = dataset;
    const what = source && isTask(config.task) ? prose(sourceWords(source, config.task)) : null;
    return html`<dl class="facts"><dt>Name</dt><dd>${name}</dd>${what && html`<dt>Content</dt><dd>${what}</dd>`}${source ? html`<dt>Files</dt><dd>${source.files.join(', ')} (${countText(source.bytes)} bytes)</dd>` : null}<dt>Fingerprint</dt><dd><code>${fingerprint}</code></dd></dl>`;
  })}<p class="note">The fingerprint is the SHA-256 of names, types, shapes and values: other data have another one.</p></section>`;
}

function environmentSection(runs: readonly ReportRun[]): Html {
  return html`<section><h2>Environment</h2><div class="wide"><table><thead><tr>${runs.length > 1 ? html`<th scope="col">Run</th>` : null}<th scope="col">Backend</th><th scope="col">Device</th><th scope="col">Program</th><th scope="col">System</th><th scope="col">Anneal</th><th scope="col">TensorFlow.js</th><th scope="col" class="n">Seed</th></tr></thead><tbody>${runs.map(
    ({ run }) =>
      html`<tr>${runs.length > 1 ? html`<th scope="row">${run.name}</th>` : null}${backendCells(run.backend)}<td class="n">${seedOf(run) ?? '–'}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function backendCells(backend: BackendInfo | null): Html[] {
  const { environment } = backend ?? {};
  const device = backend ? `${backend.device}${backend.software ? ' (software)' : ''}` : '–';
  const cells = [
    backend?.name,
    device,
    environment?.runtime,
    environment?.platform,
    environment?.anneal,
    environment?.tensorflow,
  ];
  return cells.map((text) => html`<td>${text ?? '–'}</td>`);
}

function notesSections(runs: readonly ReportRun[]): Html[] {
  const noted = runs.filter(({ run }) => run.notes !== '' || run.tags.length > 0);
  if (noted.length === 0) return [];
  const body = noted.map(({ run: { name, notes, tags } }) => {
    const heading = runs.length > 1 ? html`<h3>${name}</h3>` : null;
    const lines = notes === '' ? [] : notes.split('\n').map((line) => html`<p>${line}</p>`);
    return html`${heading}${tags.length > 0 ? html`<p class="note">Tags: ${tags.join(', ')}</p>` : null}${lines}`;
  });
  return [html`<section><h2>Notes</h2>${body}</section>`];
}
