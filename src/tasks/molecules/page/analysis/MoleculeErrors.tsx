/** Errors of molecules over what is known of them: their size, their charge, how hard their potential is for point charges. */
import { memo, useMemo } from 'react';
import { binnedMeans } from '../../../../engine/metrics/errorSummary';
import { predictionFindings } from '../../../../engine/metrics/predictionFindings';
import type { Finding, PairSummary } from '../../../../protocol/diagnostics';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { type Quantity, ResidualsPanel } from '../../../../ui/analysis/ResidualsPanel';
import type { MoleculesAnalysis, MoleculesTable } from '../../analysis/moleculesAnalysis';

export interface MoleculeErrorsProps {
  table: MoleculesTable;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export const MoleculeErrors = memo(function MoleculeErrors({ table, name, colour }: MoleculeErrorsProps) {
  const targets = useMemo(() => {
    const isKnown = ({ values }: Quantity) => Array.from(values).some(Number.isFinite);
    const over = [
      { name: 'atoms', values: table.atoms },
      { name: 'predicted total charge (e)', values: table.totalCharge },
      { name: 'ESP RMSE of the reference charges', values: table.monopolesEspRmse },
    ].filter(isKnown);
    return [
      { name: 'ESP RMSE', values: table.espRmse },
      { name: 'RMSE of charges', values: table.monopoleRmse },
      { name: 'dipole error', values: table.dipoleError },
      { name: 'loss', values: table.loss },
    ]
      .filter(isKnown)
      .map((error) => ({ name: error.name, residuals: error.values, over }));
  }, [table]);
  if (targets.length === 0) return null;
  return (
    <ResidualsPanel
      targets={targets}
      many="molecules"
      title="Errors of molecules"
      yName="error"
      binned={binnedMeans}
      saver={chartSaver}
      name={name}
      colour={colour}
    />
  );
});

/** Bias and collapse of what was predicted. */
export function moleculeFindings({ potential, monopoles }: MoleculesAnalysis): Finding[] {
  const of = (name: string, pair: PairSummary | null) =>
    pair &&
    pair.bias !== null &&
    pair.rmse !== null &&
    pair.predicted.std !== null &&
    pair.reference.std !== null
      ? predictionFindings({
          ...{ name, count: pair.count, bias: pair.bias, rmse: pair.rmse },
          ...{ predicted: pair.predicted.std, actual: pair.reference.std },
        })
      : [];
  return [...of('the potential', potential), ...of('charges', monopoles)];
}
