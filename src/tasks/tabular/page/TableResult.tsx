/** The analysis of a table: how the model stands beside its baselines, its errors, and which inputs it goes by. */
import type { SplitChoice } from '../../../protocol/commands';
import type { Importance } from '../../../protocol/diagnostics';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { useMeasured } from '../../../store/react/useMeasured';
import { FindingList } from '../../../ui/analysis/FindingList';
import { ImportancePanel } from '../../../ui/analysis/ImportancePanel';
import { ReliabilityPanel } from '../../../ui/analysis/ReliabilityPanel';
import { WorstPanel } from '../../../ui/analysis/WorstPanel';
import { ComparisonTable } from '../../../ui/controls/ComparisonTable';
import { Panel } from '../../../ui/controls/Panel';
import { count, tableNumber } from '../../../ui/format/quantities';
import type { AnalysisProps } from '../../page';
import type { ClassificationAnalysis, TableAnalysis, TableContext } from '../analysis/tableAnalysis';
import { ClassificationResult } from './ClassificationResult';
import { RegressionErrors, RegressionRows } from './RegressionErrors';
import { RegressionResult } from './RegressionResult';
import styles from './TableResult.module.css';

export function TableResult({ analysis, run, checkpoint, split, colour }: AnalysisProps<TableAnalysis>) {
  const { comparison, findings } = analysis;
  const about = { name: run.name, colour };
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
      <Panel title="Bias and collapse">
        <FindingList findings={findings} label="Bias and collapse" />
      </Panel>
      {analysis.kind === 'regression' ? (
        <>
          <RegressionResult {...about} analysis={analysis} />
          <RegressionErrors {...about} analysis={analysis} />
          <RegressionRows analysis={analysis} name={run.name} />
        </>
      ) : (
        <Classification {...about} analysis={analysis} />
      )}
      <TableImportance checkpointId={checkpoint.id} split={split} colour={colour} />
    </>
  );
}

interface ClassificationProps {
  analysis: ClassificationAnalysis & TableContext;
  name: string;
  colour: string;
}

function Classification({ analysis, name, colour }: ClassificationProps) {
  const [worst] = analysis.worst;
  return (
    <>
      <ClassificationResult analysis={analysis} name={name} />
      <div className={styles.pair}>
        <ReliabilityPanel
          reliability={analysis.reliability}
          many="rows"
          saver={chartSaver}
          name={name}
          colour={colour}
        />
        {worst && (
          <WorstPanel
            title="The worst rows"
            worst={worst}
            one="row"
            saver={chartSaver}
            name={`${name} worst rows`}
          />
        )}
      </div>
    </>
  );
}

type ImportanceQuestion = { importance: { argument: { split: SplitChoice }; answer: Importance } };

interface TableImportanceProps {
  checkpointId: string;
  split: SplitChoice;
  colour: string;
}

function TableImportance({ checkpointId, split, colour }: TableImportanceProps) {
  const asked = { question: 'importance' as const, argument: { split }, about: { checkpointId } };
  const { measured, start, cancel } = useMeasured<ImportanceQuestion, 'importance'>('tabular', asked, true);
  return (
    <ImportancePanel measured={measured} onStart={start} onCancel={cancel} many="rows" colour={colour} />
  );
}
