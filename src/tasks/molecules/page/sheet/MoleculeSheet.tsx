/** What is inside a dataset of molecules: each of them in space, and the arrays by what they are read as. */
import type { DatasetRecord } from '../../../../protocol/datasets';
import { ArraysPanel } from './ArraysPanel';
import { MoleculesPanel } from './MoleculesPanel';
import { StatisticsPanel } from './StatisticsPanel';

export function MoleculeSheet({ dataset }: { dataset: DatasetRecord }) {
  return (
    <>
      <MoleculesPanel key={dataset.fingerprint} dataset={dataset} />
      <StatisticsPanel fingerprint={dataset.fingerprint} />
      <ArraysPanel dataset={dataset} />
    </>
  );
}
