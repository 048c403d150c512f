/** What the weights begin with: random values, a file, or a checkpoint of an earlier run; which of them, and whether they stay. */
import { FileUp } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { valueAt } from '../../config/jsonPath';
import { monitorTitle } from '../../protocol/metrics';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { refreshCheckpoints } from '../../store/checkpointActions';
import type { Draft } from '../../store/draft';
import { changeDraft } from '../../store/drafting';
import { chosenWeights, startAnew, startFromCheckpoint, startFromFile } from '../../store/pretrained';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Field } from '../../ui/controls/Field';
import { Panel } from '../../ui/controls/Panel';
import { Select } from '../../ui/controls/Select';
import { Toggle } from '../../ui/controls/Toggle';
import { significant } from '../../ui/format/quantities';
import { NamesField } from './NamesField';
import styles from './PretrainedChoice.module.css';

export function PretrainedChoice({ draft }: { draft: Draft }) {
  const chosen = chosenWeights(draft);
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (!file || !/\.safetensors$/i.test(file.name)) return;
    event.preventDefault();
    void startFromFile(draft, file);
  };
  return (
    <Panel
      title="Start from weights"
      aside={
        chosen && (
          <Button kind="quiet" onClick={() => startAnew(draft)}>
            Start anew
          </Button>
        )
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same without a mouse. */}
      <div className={styles.fields} onDrop={drop}>
        {chosen ? <Chosen draft={draft} name={chosen.name} /> : <Offer draft={draft} />}
      </div>
    </Panel>
  );
}

function Chosen({ draft, name }: { draft: Draft; name: string }) {
  const place = (key: string) => `training.pretrained.${key}`;
  return (
    <>
      <p className={styles.words}>{name}</p>
      <Field
        label="Only these parameters"
        about={{
          help: 'Names to load; * stands for anything, and an empty list loads all that fit.',
          takes: 'a list, each text',
          key: place('only'),
        }}
        error={draft.problems.find(({ path }) => path.startsWith(place('only')))?.message}
      >
        {(ids) => (
          <NamesField
            ids={ids}
            value={valueAt(draft.config, place('only'))}
            onValue={(value) => changeDraft(draft.fingerprint, place('only'), value)}
          />
        )}
      </Field>
      <Field label="Freeze what is loaded">
        {(ids) => (
          <Toggle
            {...ids}
            checked={valueAt(draft.config, place('freeze')) === true}
            onValue={(value) => changeDraft(draft.fingerprint, place('freeze'), value)}
          />
        )}
      </Field>
    </>
  );
}

/** Nothing is chosen yet: the runs of the task whose checkpoints are here, and the button for a file. */
function Offer({ draft }: { draft: Draft }) {
  const input = useRef<HTMLInputElement>(null);
  const [runId, setRunId] = useState('');
  const all = useStudio((state) => state.runs);
  const checkpoints = useStudio((state) => state.checkpoints[runId]);
  const runs = all.filter(({ config, epoch, step }) => config.task === draft.task && (epoch > 0 || step > 0));
  const run = runs.find(({ id }) => id === runId);
  return (
    <>
      {runs.length > 0 && (
        <Field label="Run">
          {(ids) => (
            <Select
              {...ids}
              value={run ? runId : ''}
              options={[
                { value: '', label: 'none: random weights' },
                ...runs.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onValue={(id) => {
                setRunId(id);
                if (id !== '') void refreshCheckpoints(id);
              }}
            />
          )}
        </Field>
      )}
      {run && checkpoints && (
        <Field label="Checkpoint">
          {(ids) => (
            <Select
              {...ids}
              value=""
              options={[
                { value: '', label: checkpoints.length > 0 ? 'choose one' : 'it has none', disabled: true },
                ...checkpoints.map((one) => ({ value: one.id, label: inWords(one, run) })),
              ]}
              onValue={(id) => {
                const checkpoint = checkpoints.find((one) => one.id === id);
                if (checkpoint) void startFromCheckpoint(draft, run, checkpoint);
              }}
            />
          )}
        </Field>
      )}
      <Button icon={<FileUp />} onClick={() => input.current?.click()}>
        Open a .safetensors file
      </Button>
      <input
        ref={input}
        type="file"
        accept=".safetensors"
        hidden
        aria-label="Weights to start from"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file) void startFromFile(draft, file);
        }}
      />
    </>
  );
}

function inWords({ epoch, step, kinds, monitor, value }: ListedCheckpoint, { metrics }: RunRecord): string {
  const measured = value === null ? '' : `, ${monitorTitle(monitor, metrics)} ${significant(value, 5)}`;
  return `epoch ${epoch}, step ${step}${measured}${kinds.includes('best') ? ' (best)' : ''}`;
}
