/** Asks the worker for an analysis and shows it; while it works, it says so and can be left alone. */
import { useEffect, useState } from 'react';
import type { Analysis } from '../../protocol/analysis';
import type { ImageProgress, SplitChoice } from '../../protocol/commands';
import { AnnealError } from '../../protocol/errors';
import type { CheckpointRecord, RunRecord } from '../../protocol/records';
import { analyseCheckpoint } from '../../store/analysing';
import { SegmentationResult } from '../../tasks/segmentation/page/SegmentationResult';
import { ClassificationResult } from '../../tasks/tabular/page/ClassificationResult';
import { RegressionResult } from '../../tasks/tabular/page/RegressionResult';
import { EmptyState } from '../../ui/controls/EmptyState';
import { Notice } from '../../ui/controls/Notice';
import { Progress } from '../../ui/controls/Progress';
import styles from './CheckpointAnalysis.module.css';

export interface CheckpointAnalysisProps {
  run: RunRecord;
  checkpoint: CheckpointRecord;
  split: SplitChoice;
  /** At which segmented pictures are shown. */
  threshold: number;
  onThreshold: (threshold: number) => void;
}

type State =
  | { kind: 'working'; progress: ImageProgress | null }
  | { kind: 'done'; analysis: Analysis }
  | { kind: 'failed'; error: AnnealError };

export function CheckpointAnalysis(props: CheckpointAnalysisProps) {
  const { run, checkpoint, split } = props;
  const [state, setState] = useState<State>({ kind: 'working', progress: null });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again.
  useEffect(() => {
    const asked = new AbortController();
    const { signal } = asked;
    setState({ kind: 'working', progress: null });
    analyseCheckpoint(run.id, checkpoint.id, split, {
      onProgress: (progress) => setState({ kind: 'working', progress }),
      signal,
    }).then(
      (analysis) => signal.aborted || setState({ kind: 'done', analysis }),
      (thrown) => signal.aborted || setState({ kind: 'failed', error: AnnealError.from(thrown) }),
    );
    // Whoever leaves waits no more, and the worker is free for what is asked next.
    return () => asked.abort();
  }, [run.id, checkpoint.id, split, attempt]);

  switch (state.kind) {
    case 'working':
      return (
        <div className={styles.working} role="status">
          <p>Predicting {run.dataset.name}…</p>
          <Progress
            label="Analysis"
            value={state.progress && state.progress.done / state.progress.total}
            text={state.progress ? `${state.progress.done} of ${state.progress.total} images` : undefined}
          />
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
      return <Result {...props} analysis={state.analysis} />;
  }
}

type ResultProps = CheckpointAnalysisProps & { analysis: Analysis };

function Result({ analysis, run, threshold, onThreshold }: ResultProps) {
  if (analysis.rows === 0) {
    return <EmptyState title="This part of the data has no rows">Choose other rows above.</EmptyState>;
  }
  const colour = `var(--series-${run.colour % 8})`;
  switch (analysis.kind) {
    case 'regression':
      return <RegressionResult analysis={analysis} name={run.name} colour={colour} />;
    case 'classification':
      return <ClassificationResult analysis={analysis} name={run.name} />;
    case 'segmentation':
      return (
        <SegmentationResult
          analysis={analysis}
          name={run.name}
          colour={colour}
          threshold={threshold}
          onThreshold={onThreshold}
        />
      );
  }
}
