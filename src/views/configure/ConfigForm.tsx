/** The form that a task's schema makes: its sections in a fixed order, a search over all of them. */
import { useMemo, useState } from 'react';
import type { DatasetRecord } from '../../protocol/datasets';
import type { Draft } from '../../store/draft';
import { changeDraft } from '../../store/drafting';
import { pages } from '../../tasks/pages';
import { describedTask, taskKind } from '../../tasks/runConfig';
import { Panel } from '../../ui/controls/Panel';
import { TextField } from '../../ui/controls/TextField';
import styles from './Form.module.css';
import { FormFieldView } from './FormField';
import { formOf, hasShown } from './form';
import { formFields } from './formFields';

const order = [
  'model',
  'loss',
  'dataset',
  'augmentation',
  'training',
  'inference',
  'checkpoint',
  'experiment',
];

export function ConfigForm({ draft, dataset }: { draft: Draft; dataset: DatasetRecord }) {
  const [search, setSearch] = useState('');
  const { schema } = describedTask(draft.task);
  const { fieldChoices, asides = {} } = pages[taskKind(draft.task)];
  const sections = useMemo(() => {
    const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
    return formFields(schema).toSorted((a, b) => place(a.key) - place(b.key));
  }, [schema]);
  const form = formOf(draft, search, fieldChoices?.(draft, dataset) ?? new Map(), (path, value) =>
    changeDraft(draft.fingerprint, path, value),
  );
  const shown = sections.filter((section) => hasShown(form, section));
  return (
    <div className={styles.form}>
      <TextField
        type="search"
        value={search}
        onValue={setSearch}
        placeholder="Find a setting"
        aria-label="Find a setting"
      />
      {shown.map((section) => {
        const Aside = asides[section.key];
        return (
          <Panel key={section.key} title={section.label}>
            <div className={styles.grid}>
              <FormFieldView form={form} field={section} />
            </div>
            {Aside && <Aside draft={draft} dataset={dataset} />}
          </Panel>
        );
      })}
      {shown.length === 0 && <p className={styles.none}>No setting is called "{search}".</p>}
    </div>
  );
}
