/** A comparison with baselines as text: of one run, or of the folds of a cross-validation. */
import type { Comparison, Measure } from '../protocol/comparison';
import { type FoldSummary, meanText } from '../runs/foldSummary';
import { cellText } from '../runs/statisticsTable';
import { textTable } from './textTable';

export function comparisonText({ models, measures, words }: Comparison): string {
  const lines = models.map(({ title, values }) => [title, ...values.map(cellText)]);
  return [...textTable([heading(measures), ...lines]), '', ...words].join('\n');
}

export function foldText({ models, measures, words }: FoldSummary): string {
  const lines = models.map(({ title, values }) => [title, ...values.map(meanText)]);
  return [...textTable([heading(measures), ...lines]), '', ...words].join('\n');
}

function heading(measures: readonly Measure[]): string[] {
  return ['', ...measures.map(({ title, unit }) => (unit ? `${title} ${unit}` : title))];
}
