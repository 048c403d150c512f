/** One side of a comparison: a run, and one of its checkpoints. */
import { useEffect } from 'react';
import { parseMonitor } from '../../protocol/metrics';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { refreshCheckpoints } from '../../store/checkpointActions';
import { useStudio } from '../../store/react/useStudio';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { Select } from '../../ui/controls/Select';
import { checkpointName, preferredCheckpoint } from './choices';
import styles from './PairPanel.module.css';

/** By id; what nobody has chosen is taken by preference. */
export interface Chosen {
  runId?: string;
  checkpointId?: string;
}

export interface Side {
  run: RunRecord | undefined;
  checkpoints: readonly ListedCheckpoint[];
  checkpoint: ListedCheckpoint | null;
  /** "wide: best · epoch 20 · step 400 · loss 0.123" */
  label: string;
}

/** Reads the checkpoints of the chosen run. @param taken by the other side: no checkpoint is compared with itself. */
export function useSide(
  runs: readonly RunRecord[],
  { runId, checkpointId }: Chosen,
  fallback: RunRecord | undefined,
  taken: ListedCheckpoint | null,
): Side {
  const run = runs.find(({ id }) => id === runId) ?? fallback;
  const id = run?.id;
  const known = useStudio((state) => (id === undefined ? undefined : state.checkpoints[id]));
  useEffect(() => {
    if (id !== undefined) void refreshCheckpoints(id);
  }, [id]);
  const checkpoints = (known ?? []).filter((one) => one.id !== taken?.id);
  const checkpoint = checkpoints.find((one) => one.id === checkpointId) ?? preferredCheckpoint(checkpoints);
  const label = run && checkpoint ? `${run.name}: ${nameOf(run, checkpoint)}` : '';
  return { run, checkpoints, checkpoint, label };
}

function nameOf(run: RunRecord | undefined, checkpoint: ListedCheckpoint): string {
  const metrics = run ? metricsNamed(run, [parseMonitor(checkpoint.monitor).metric]) : [];
  return checkpointName(checkpoint, metrics);
}

export interface SideChoiceProps {
  name: 'A' | 'B';
  side: Side;
  runs: readonly RunRecord[];
  onChosen: (chosen: Chosen) => void;
}

export function SideChoice({ name, side, runs, onChosen }: SideChoiceProps) {
  const { run, checkpoint, checkpoints } = side;
  return (
    <fieldset className={styles.choice}>
      <legend className="only-read">Checkpoint {name}</legend>
      <span aria-hidden="true">{name}</span>
      <Select
        aria-label={`Run of ${name}`}
        value={run?.id ?? ''}
        options={runs.map(({ id, name: title }) => ({ value: id, label: title }))}
        onValue={(runId) => onChosen({ runId })}
      />
      <Select
        aria-label={`Checkpoint of ${name}`}
        value={checkpoint?.id ?? ''}
        disabled={checkpoints.length === 0}
        options={
          checkpoints.length === 0
            ? [{ value: '', label: 'none yet' }]
            : checkpoints.map((one) => ({ value: one.id, label: nameOf(run, one) }))
        }
        onValue={(checkpointId) => onChosen({ ...(run && { runId: run.id }), checkpointId })}
      />
    </fieldset>
  );
}
