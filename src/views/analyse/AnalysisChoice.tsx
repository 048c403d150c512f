/** What is analysed: run, checkpoint, and the part of its data. */
import type { SplitChoice } from '../../protocol/commands';
import { parseMonitor } from '../../protocol/metrics';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { describedTask } from '../../tasks/runConfig';
import { Field } from '../../ui/controls/Field';
import { Segments } from '../../ui/controls/Segments';
import { Select } from '../../ui/controls/Select';
import { capitalised } from '../../ui/format/quantities';
import { checkpointName } from '../checkpoints/choices';
import styles from './AnalysisChoice.module.css';

export interface AnalysisChoiceProps {
  runs: readonly RunRecord[];
  run: RunRecord;
  onRun: (id: string) => void;
  checkpoints: readonly ListedCheckpoint[];
  checkpoint: ListedCheckpoint | null;
  onCheckpoint: (id: string) => void;
  split: SplitChoice;
  onSplit: (split: SplitChoice) => void;
}

const splitNames: Record<SplitChoice, string> = {
  test: 'Test',
  validation: 'Validation',
  train: 'Train',
  all: 'All',
};

export function AnalysisChoice(props: AnalysisChoiceProps) {
  const { runs, run, onRun, checkpoints, checkpoint, onCheckpoint, split, onSplit } = props;
  const examples = capitalised(describedTask(run.config.task).example.many);
  return (
    <div className={styles.choice}>
      <Field label="Run">
        {(ids) => (
          <Select
            {...ids}
            value={run.id}
            options={runs.map(({ id, name, dataset }) => ({ value: id, label: `${name} (${dataset.name})` }))}
            onValue={onRun}
          />
        )}
      </Field>
      <Field label="Checkpoint">
        {(ids) => (
          <Select
            {...ids}
            value={checkpoint?.id ?? ''}
            disabled={checkpoints.length === 0}
            options={
              checkpoints.length === 0
                ? [{ value: '', label: 'none yet' }]
                : checkpoints.map((record) => ({
                    value: record.id,
                    label: checkpointName(record, metricsNamed(run, [parseMonitor(record.monitor).metric])),
                  }))
            }
            onValue={onCheckpoint}
          />
        )}
      </Field>
      <div className={styles.split}>
        <span aria-hidden="true">{examples}</span>
        <Segments
          label={`${examples} to analyse`}
          value={split}
          segments={(['test', 'validation', 'train', 'all'] as const).map((value) => ({
            value,
            label: splitNames[value],
          }))}
          onValue={onSplit}
        />
      </div>
    </div>
  );
}
