/**
 * The form that a task's schema makes: a search, the essential settings, then the rest in sections that open. While
 * something is searched for, Enter goes to the first setting that is found, and Escape shows all again.
 */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { DatasetRecord } from '../../protocol/datasets';
import type { Draft } from '../../store/draft';
import { changeDraft } from '../../store/drafting';
import { idleSettings } from '../../tasks/idleSettings';
import { pages } from '../../tasks/pages';
import { describedTask, taskKind } from '../../tasks/runConfig';
import { Panel } from '../../ui/controls/Panel';
import styles from './Form.module.css';
import { FormFieldView } from './FormField';
import { formOf, shownIn } from './form';
import { formFields } from './formFields';
import { essentialsOf, restOf } from './grouping';
import { isWrong, useOpening } from './opening';
import { SectionPanel } from './SectionPanel';
import sectionStyles from './SectionPanel.module.css';
import { SettingSearch } from './SettingSearch';
import { searchFor } from './search';

const order = [
  'dataset',
  'model',
  'loss',
  'augmentation',
  'training',
  'inference',
  'checkpoint',
  'experiment',
];

export function ConfigForm({ draft, dataset }: { draft: Draft; dataset: DatasetRecord }) {
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { schema } = describedTask(draft.task);
  const { fieldChoices, asides = {} } = pages[taskKind(draft.task)];
  const { essentials, sections } = useMemo(() => {
    const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
    const all = formFields(schema).toSorted((a, b) => place(a.key) - place(b.key));
    return { essentials: all.flatMap(essentialsOf), sections: all.map(restOf) };
  }, [schema]);
  const openness = useOpening(draft, sections);
  const known = {
    names: fieldChoices?.(draft, dataset) ?? new Map(),
    idle: idleSettings(draft.task, draft.config, dataset),
  };
  const form = formOf(draft, searchFor(typed), known, (path, value) =>
    changeDraft(draft.fingerprint, path, value),
  );
  const parts = [...essentials, ...sections];
  const count = (inner: typeof parts) => inner.flatMap((part) => shownIn(form, part)).length;
  const folding = sections.filter(({ fields }) => fields.length > 0);
  const allOpen = folding.every(openness.isOpen);
  const found = form.search && count(parts);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || typed === '') return;
    if (event.key === 'Escape') {
      event.preventDefault();
      setTyped('');
      field.current?.focus();
    } else if (event.key === 'Enter' && event.target === field.current) {
      event.currentTarget.querySelector<HTMLElement>('section :is(input, select, textarea)')?.focus();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape ends the search from wherever it has led to.
    <div className={styles.form} onKeyDown={onKeyDown}>
      <SettingSearch
        field={field}
        typed={typed}
        onTyped={setTyped}
        found={found}
        of={parts.flatMap(form.settings).length}
        allOpen={allOpen}
        onAllOpen={(open) => openness.setOpen(folding, open)}
      />
      {count(essentials) > 0 && (
        <Panel title="Essentials">
          <div className={styles.grid}>
            {essentials.map((inner) => (
              <FormFieldView key={inner.path} form={form} field={inner} />
            ))}
          </div>
        </Panel>
      )}
      <div className={sectionStyles.sections}>
        {sections.map((section) => {
          const Aside = asides[section.key];
          return (
            <SectionPanel
              key={section.key}
              form={form}
              section={section}
              open={openness.isOpen(section)}
              wrong={isWrong(section, draft)}
              onOpen={(open) => openness.setOpen([section], open)}
              aside={Aside && <Aside draft={draft} dataset={dataset} />}
            />
          );
        })}
      </div>
      {found === 0 && <p className={styles.none}>No setting is called "{typed.trim()}".</p>}
    </div>
  );
}
