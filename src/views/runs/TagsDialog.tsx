/** Gives tags to many runs at once, and takes them away. */
import { useId, useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { tagRuns } from '../../store/runs';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Dialog } from '../../ui/controls/Dialog';
import { Field } from '../../ui/controls/Field';
import { Name } from '../../ui/controls/Name';
import { TextField } from '../../ui/controls/TextField';
import styles from './TagsDialog.module.css';

export interface TagsDialogProps {
  runs: readonly RunRecord[];
  /** All tags that any run has, to be offered. */
  known: readonly string[];
  onClose: () => void;
}

export function TagsDialog({ runs, known, onClose }: TagsDialogProps) {
  const list = useId();
  const [typed, setTyped] = useState('');
  /** What was changed here: true to be given, false to be taken away. */
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const present = [...new Set(runs.flatMap(({ tags }) => tags))].sort();
  const having = (tag: string) => runs.filter(({ tags }) => tags.includes(tag)).length;
  const add = [
    ...typed.split(',').map((tag) => tag.trim()),
    ...present.filter((tag) => changed.get(tag) === true),
  ].filter(Boolean);
  const remove = present.filter((tag) => changed.get(tag) === false && !add.includes(tag));
  function save(): void {
    const ids = runs.map(({ id }) => id);
    if (add.length + remove.length > 0) void tagRuns(ids, { add, remove });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={runs.length === 1 ? `Tags of ${runs[0]!.name}` : `Tags of ${runs.length} runs`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <Field label="Add tags" hint="Separated by commas; the tags that a run has stay.">
        {(ids) => <TextField {...ids} list={list} value={typed} onValue={setTyped} />}
      </Field>
      <datalist id={list}>
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      {present.length > 0 && (
        <fieldset className={styles.tags}>
          <legend>Tags that they have</legend>
          {present.map((tag) => {
            const count = having(tag);
            const choice = changed.get(tag);
            return (
              <Checkbox
                key={tag}
                checked={choice ?? count === runs.length}
                mixed={choice === undefined && count < runs.length}
                onValue={(checked) => setChanged(new Map(changed).set(tag, checked))}
              >
                <Name of={tag} />
                {count < runs.length && <span className={styles.count}>{`${count} of ${runs.length}`}</span>}
              </Checkbox>
            );
          })}
        </fieldset>
      )}
    </Dialog>
  );
}
