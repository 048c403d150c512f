/** Asks the worker for an analysis and shows it; while it works, it says so and can be left alone. */
import { useEffect, useState } from 'react';
import type { ExampleProgress, SplitChoice } from '../../protocol/commands';
import { AnnealError } from '../../protocol/errors';
import type { JsonObject } from '../../protocol/json';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { ask } from '../../store/asking';
import { pages } from '../../tasks/pages';
import { describedTask, taskKind } from '../../tasks/runConfig';
import { Notice } from '../../ui/controls/Notice';
import { Progress } from '../../ui/controls/Progress';
import styles from './CheckpointAnalysis.module.css';

export interface CheckpointAnalysisProps {
  run: RunRecord;
  checkpoint: ListedCheckpoint;
  split: SplitChoice;
  /** Of pictures and predictions. */
  options: JsonObject;
  onOptions: (options: JsonObject) => void;
}

type State =
  | { kind: 'working'; progress: ExampleProgress | null }
  | { kind: 'done'; analysis: unknown }
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
    const watch = {
      onProgress: (progress: ExampleProgress) => setState({ kind: 'working', progress }),
      signal,
    };
    ask(taskKind(run.config.task), 'analysis', { split }, { checkpointId: checkpoint.id }, watch).then(
      (analysis) => signal.aborted || setState({ kind: 'done', analysis }),
      (thrown) => signal.aborted || setState({ kind: 'failed', error: AnnealError.from(thrown) }),
    );
    // Whoever leaves waits no more, and the worker is free for what is asked next.
    return () => asked.abort();
  }, [run.config.task, checkpoint.id, split, attempt]);

  switch (state.kind) {
    case 'working':
      return (
        <div className={styles.working} role="status">
          <p>Predicting {run.dataset.name}…</p>
          <Progress
            label="Analysis"
            value={state.progress && state.progress.done / state.progress.total}
            text={
              state.progress
                ? `${state.progress.done} of ${state.progress.total} ${describedTask(run.config.task).example.many}`
                : undefined
            }
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

function Result(props: CheckpointAnalysisProps & { analysis: unknown }) {
  const { run, checkpoint, split, analysis, options, onOptions } = props;
  const { Analysis } = pages[taskKind(run.config.task)];
  const colour = `var(--series-${run.colour % 8})`;
  return (
    <Analysis
      run={run}
      checkpoint={checkpoint}
      split={split}
      analysis={analysis}
      options={options}
      onOptions={onOptions}
      colour={colour}
    />
  );
}
