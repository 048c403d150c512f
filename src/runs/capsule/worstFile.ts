/** `worst.csv` of a capsule: the samples that the best model does worst, the worst first. */
import { csvText } from '../../formats/csv/write';
import type { WorstSample } from '../../protocol/worst';

export function worstCsv(samples: readonly WorstSample[]): string {
  const names = [...new Set(samples.flatMap(({ details }) => Object.keys(details)))];
  const rows = samples.map(({ sample, measure, value, details }) => [
    sample,
    measure,
    value,
    ...names.map((name) => details[name] ?? null),
  ]);
  return csvText(['sample', 'measure', 'value', ...names], rows);
}
