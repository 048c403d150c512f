/** What tables show in the page. */
import type { AnalysisProps, TaskPage } from '../../page';
import type { TableAnalysis } from '../analysis/tableAnalysis';
import { ClassificationResult } from './ClassificationResult';
import { RegressionResult } from './RegressionResult';
import { initialTableOptions, TableOptions } from './TableOptions';
import { TableSheet } from './TableSheet';

export const tabular: TaskPage = {
  DatasetSheet: TableSheet,
  Analysis: TableResult,
  PredictionOptions: TableOptions,
  initialOptions: () => ({ ...initialTableOptions }),
};

function TableResult({ analysis, run, colour }: AnalysisProps<TableAnalysis>) {
  switch (analysis.kind) {
    case 'regression':
      return <RegressionResult analysis={analysis} name={run.name} colour={colour} />;
    case 'classification':
      return <ClassificationResult analysis={analysis} name={run.name} />;
  }
}
