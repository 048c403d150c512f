/** Pictures of predicted values beside their reference: the scatter of both, and how large the errors are. */

import type { PairSummary } from '../../../../protocol/diagnostics';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { ErrorPanel } from '../../../../ui/analysis/ErrorPanel';
import { ScatterPanel } from '../../../../ui/analysis/ScatterPanel';
import { significant } from '../../../../ui/format/quantities';

export interface PairPanelProps {
  /** "Charges of atoms". */
  title: string;
  unit: string;
  /** What is counted: "atoms". */
  many: string;
  pair: PairSummary;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export function PairScatter(props: PairPanelProps) {
  return <ScatterPanel {...props} saver={chartSaver} />;
}

export function PairErrors({ title, unit, many, pair, name, colour }: PairPanelProps) {
  const of = title.toLowerCase();
  return (
    <ErrorPanel
      title={`Errors of ${of}, MAE ${significant(pair.mae)} ${unit}`}
      of={of}
      unit={unit}
      many={many}
      histogram={pair.errorHistogram}
      percentiles={pair.errorPercentiles}
      largest={pair.maxError}
      approximate={pair.approximate}
      saver={chartSaver}
      name={`${name} ${title} errors`}
      colour={colour}
    />
  );
}
