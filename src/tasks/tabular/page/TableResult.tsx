/** The analysis of a table: how the model stands beside its baselines, its errors, and which inputs it goes by. */
import { ComparisonTable } from '../../../ui/controls/ComparisonTable';
import { Panel } from '../../../ui/controls/Panel';
import { count, tableNumber } from '../../../ui/format/quantities';
import type { AnalysisProps } from '../../page';
import type { TableAnalysis } from '../analysis/tableAnalysis';
import { ClassificationResult } from './ClassificationResult';
import { ImportancePanel } from './ImportancePanel';
import { RegressionResult } from './RegressionResult';
import { ResidualsPanel } from './ResidualsPanel';
import styles from './TableResult.module.css';

export function TableResult({ analysis, run, checkpoint, split, colour }: AnalysisProps<TableAnalysis>) {
  const { comparison } = analysis;
  return (
    <>
      {comparison && (
        <Panel title={`Beside baselines, on the same ${count(comparison.rows)} rows`}>
          <ComparisonTable
            words={comparison.words}
            measures={comparison.measures}
            rows={comparison.models.map((model) => ({ ...model, cells: model.values.map(tableNumber) }))}
          />
        </Panel>
      )}
      {analysis.kind === 'regression' ? (
        <>
          <RegressionResult analysis={analysis} name={run.name} colour={colour} />
          <div className={styles.pair}>
            <ResidualsPanel analysis={analysis} name={run.name} colour={colour} />
            <ImportancePanel checkpointId={checkpoint.id} split={split} colour={colour} />
          </div>
        </>
      ) : (
        <>
          <ClassificationResult analysis={analysis} name={run.name} />
          <ImportancePanel checkpointId={checkpoint.id} split={split} colour={colour} />
        </>
      )}
    </>
  );
}
