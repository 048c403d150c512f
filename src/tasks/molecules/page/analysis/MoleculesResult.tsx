/** The analysis of molecules: the model beside the lines to beat, pictures of its errors, and every molecule. */
import { FindingList } from '../../../../ui/analysis/FindingList';
import { Panel } from '../../../../ui/controls/Panel';
import { count, significant } from '../../../../ui/format/quantities';
import type { AnalysisProps } from '../../../page';
import type { MoleculesAnalysis } from '../../analysis/moleculesAnalysis';
import { DistancePanel, ElementPanel } from './Breakdowns';
import { ChargeLines } from './ChargeLines';
import { MoleculeErrors, moleculeFindings } from './MoleculeErrors';
import { MoleculesPanel } from './MoleculesPanel';
import styles from './MoleculesResult.module.css';
import { PairErrors, PairScatter } from './PairPanels';
import { PairTables } from './PairTable';

export function MoleculesResult({ analysis, checkpoint, run, colour }: AnalysisProps<MoleculesAnalysis>) {
  const { monopoles, potential, distances, elements, table } = analysis;
  const findings = moleculeFindings(analysis);
  const of = { name: run.name, colour };
  const charges = { ...of, title: 'Charges of atoms', unit: 'e', many: 'atoms' };
  const potentials = { ...of, title: 'Potential', unit: '(kcal/mol)/e', many: 'points' };
  return (
    <>
      <Panel title={headline(analysis)}>
        <ChargeLines analysis={analysis} />
      </Panel>
      <div className={styles.grid}>
        {potential && <PairScatter {...potentials} pair={potential} />}
        {monopoles && <PairScatter {...charges} pair={monopoles} />}
        {potential && <PairErrors {...potentials} pair={potential} />}
        {monopoles && <PairErrors {...charges} pair={monopoles} />}
        {distances.length > 0 && <DistancePanel {...of} distances={distances} />}
        <MoleculeErrors {...of} table={table} />
      </div>
      {findings.length > 0 && (
        <Panel title="Bias and collapse">
          <FindingList findings={findings} label="Bias and collapse" />
        </Panel>
      )}
      <ElementPanel elements={elements} />
      {(potential || monopoles) && (
        <Panel title="Statistics">
          <PairTables analysis={analysis} />
        </Panel>
      )}
      <MoleculesPanel molecules={table} checkpointId={checkpoint.id} name={run.name} />
    </>
  );
}

/** "ESP RMSE 1.03 (kcal/mol)/e on 164 molecules, loss 0.0312 ± 0.01". */
function headline({ model, monopoles, molecules, loss }: MoleculesAnalysis): string {
  const figure =
    model.espRmse.mean !== null
      ? `ESP RMSE ${significant(model.espRmse.mean)} (kcal/mol)/e`
      : model.dipole
        ? `Dipole error ${significant(model.dipole.mae)} D`
        : monopoles
          ? `Monopole MAE ${significant(monopoles.mae)} e`
          : 'Charges';
  const spread = loss ? `, loss ${significant(loss.mean)}, SD ${significant(loss.std)}` : '';
  return `${figure} on ${count(molecules)} molecules${spread}`;
}
