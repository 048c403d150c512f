/** The dataset, the preset, and the button that starts. */
import { Layers, Play } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { trainsOnGpu } from '../../store/backends';
import type { Draft } from '../../store/draft';
import { applyPreset, changeTask } from '../../store/drafting';
import { trainFolds } from '../../store/folds';
import { useStudio } from '../../store/react/useStudio';
import { finishedTwin, trainDraft } from '../../store/training';
import { describedTask } from '../../tasks/runConfig';
import { offeredTasks, suitableTasks } from '../../tasks/suitable';
import { Button } from '../../ui/controls/Button';
import { Field } from '../../ui/controls/Field';
import { Select } from '../../ui/controls/Select';
import styles from './DraftHeader.module.css';
import { FinishedAlready } from './FinishedAlready';

export interface DraftHeaderProps {
  draft: Draft;
  dataset: DatasetRecord;
  /** The worker says that this cannot be trained. */
  blocked: boolean;
}

const own = 'own';
const FOLDS = 5;

export function DraftHeader({ draft, dataset, blocked }: DraftHeaderProps) {
  const datasets = useStudio((state) => state.datasets);
  const [twin, setTwin] = useState<RunRecord | null>(null);
  const navigate = useNavigate();
  const tasks = offeredTasks(dataset, draft.task);
  const { presets, folds, example } = describedTask(draft.task);
  const suggestion = suitableTasks(dataset).find(({ kind }) => kind === draft.task)?.suggestion;
  // The preset that a machine with a GPU begins with, while its stand-in is chosen.
  const longer =
    suggestion?.presetWithoutGpu !== undefined &&
    draft.preset === suggestion.presetWithoutGpu &&
    !trainsOnGpu()
      ? suggestion.preset
      : null;
  const start = async () => {
    const runId = await trainDraft(draft.fingerprint);
    if (runId) void navigate(`/train/${runId}`);
  };
  const check = async () => {
    const runId = await trainFolds(draft.fingerprint, FOLDS);
    if (runId) void navigate(`/train/${runId}`);
  };
  const wrong = draft.problems.length > 0;
  return (
    <header className={styles.header}>
      <h1 className="only-read">Configure</h1>
      <div className={styles.choice}>
        <Field label="Dataset">
          {(ids) => (
            <Select
              {...ids}
              value={dataset.fingerprint}
              options={datasets.map(({ fingerprint, name }) => ({ value: fingerprint, label: name }))}
              onValue={(fingerprint) => void navigate(`/configure/${fingerprint}`)}
            />
          )}
        </Field>
      </div>
      {tasks.length > 1 && (
        <div className={styles.choice}>
          <Field label="Task">
            {(ids) => (
              <Select
                {...ids}
                value={draft.task}
                options={tasks.map((kind) => ({ value: kind, label: describedTask(kind).title }))}
                onValue={(kind) => changeTask(dataset, kind)}
              />
            )}
          </Field>
        </div>
      )}
      <div className={styles.choice}>
        <Field label="Preset">
          {(ids) => (
            <Select
              {...ids}
              value={draft.preset !== null && Object.hasOwn(presets, draft.preset) ? draft.preset : own}
              options={[
                ...Object.entries(presets).map(([name, { title }]) => ({ value: name, label: title })),
                { value: own, label: 'Own settings', disabled: true },
              ]}
              onValue={(name) => applyPreset(draft.fingerprint, name)}
            />
          )}
        </Field>
      </div>
      <p className={styles.about}>
        {draft.preset && presets[draft.preset]?.description}
        {longer &&
          ` There is no GPU here, so this one comes first; ${presets[longer]?.title} takes much longer.`}
      </p>
      <Button
        kind="primary"
        icon={<Play />}
        disabled={wrong || blocked}
        title={wrong ? 'Mend what is marked first' : undefined}
        onClick={() => {
          const found = finishedTwin(draft.fingerprint);
          if (found) setTwin(found);
          else void start();
        }}
      >
        Start training
      </Button>
      {folds && (
        <Button
          icon={<Layers />}
          disabled={wrong || blocked}
          title={
            wrong
              ? 'Mend what is marked first'
              : `Trains ${FOLDS} runs, each tested on another fifth of the ${example.many}`
          }
          onClick={() => void check()}
        >
          Check with {FOLDS} folds
        </Button>
      )}
      <FinishedAlready
        run={twin}
        onClose={() => setTwin(null)}
        onOpen={(run) => void navigate(`/train/${run.id}`)}
        onTrain={() => {
          setTwin(null);
          void start();
        }}
      />
    </header>
  );
}
