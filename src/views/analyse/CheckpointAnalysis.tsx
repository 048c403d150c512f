/** Asks the worker for an analysis and shows it; while it works, it says so and can be left alone. */
import { useEffect, useState } from 'react';
import type { Analysis } from '../../protocol/analysis';
import type { SplitChoice } from '../../protocol/commands';
import { AnnealError } from '../../protocol/errors';
import type { CheckpointRecord, RunRecord } from '../../protocol/records';
import { analyseCheckpoint } from '../../store/analysing';
import { EmptyState } from '../controls/EmptyState';
import { Notice } from '../controls/Notice';
import { Progress } from '../controls/Progress';
import styles from './CheckpointAnalysis.module.css';
import { ClassificationResult } from './ClassificationResult';
import { RegressionResult } from './RegressionResult';

export interface CheckpointAnalysisProps {
  run: RunRecord;
  checkpoint: CheckpointRecord;
  split: SplitChoice;
}

type State =
  | { kind: 'working' }
  | { kind: 'done'; analysis: Analysis }
  | { kind: 'failed'; error: AnnealError };

export function CheckpointAnalysis({ run, checkpoint, split }: CheckpointAnalysisProps) {
  const [state, setState] = useState<State>({ kind: 'working' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again.
  useEffect(() => {
    let wanted = true;
    setState({ kind: 'working' });
    analyseCheckpoint(run.id, checkpoint.id, split).then(
      (analysis) => wanted && setState({ kind: 'done', analysis }),
      (thrown) => wanted && setState({ kind: 'failed', error: AnnealError.from(thrown) }),
    );
    return () => {
      wanted = false;
    };
  }, [run.id, checkpoint.id, split, attempt]);

  switch (state.kind) {
    case 'working':
      return (
        <div className={styles.working} role="status">
          <p>Predicting the rows of {run.dataset.name}…</p>
          <Progress label="Analysis" value={null} />
        </div>
      );
    case 'failed':
      return (
        <Notice
          tone="bad"
          title="Could not analyse the checkpoint"
          error={state.error.toJSON()}
          action={{ label: 'Try again', run: () => setAttempt((count) => count + 1) }}
        />
      );
    case 'done':
      return <Result analysis={state.analysis} run={run} />;
  }
}

function Result({ analysis, run }: { analysis: Analysis; run: RunRecord }) {
  if (analysis.rows === 0) {
    return <EmptyState title="This part of the data has no rows">Choose other rows above.</EmptyState>;
  }
  if (analysis.kind === 'regression') {
    return (
      <RegressionResult analysis={analysis} name={run.name} colour={`var(--series-${run.colour % 8})`} />
    );
  }
  return <ClassificationResult analysis={analysis} name={run.name} />;
}
