/** Tags and notes of a run. */
import { useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { annotateRun } from '../../store/runs';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Field } from '../../ui/controls/Field';
import field from '../../ui/controls/Field.module.css';
import { TextField } from '../../ui/controls/TextField';
import styles from './NotesDialog.module.css';

export function NotesDialog({ run, open, onClose }: { run: RunRecord; open: boolean; onClose: () => void }) {
  return open ? <OpenDialog run={run} onClose={onClose} /> : null;
}

function OpenDialog({ run, onClose }: { run: RunRecord; onClose: () => void }) {
  const [tags, setTags] = useState(run.tags.join(', '));
  const [notes, setNotes] = useState(run.notes);
  function save(): void {
    const named = tags.split(',').map((tag) => tag.trim());
    void annotateRun(run.id, { tags: [...new Set(named.filter(Boolean))], notes: notes.trim() });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Tags and notes of ${run.name}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <Field label="Tags" hint="Separated by commas">
        {(ids) => <TextField {...ids} value={tags} onValue={setTags} />}
      </Field>
      <Field label="Notes">
        {(ids) => (
          <textarea
            {...ids}
            className={`${field.input} ${styles.notes}`}
            rows={6}
            value={notes}
            onChange={(event) => setNotes(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
