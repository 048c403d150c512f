/** Any number of equal groups of fields, such as parameter groups: add one, change it, remove it. */
import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { valueAt } from '../../config/jsonPath';
import type { JsonObject } from '../../protocol/json';
import { Button } from '../../ui/controls/Button';
import { HelpTip } from '../../ui/controls/HelpTip';
import { IconButton } from '../../ui/controls/IconButton';
import styles from './Form.module.css';
import type { Form } from './form';
import { aboutOf, type FormField, fieldAt } from './formFields';

export interface ListFieldProps {
  form: Form;
  field: Extract<FormField, { kind: 'list' }>;
  /** Shows a field inside this one. */
  render: (field: FormField) => ReactNode;
}

export function ListField({ form, field, render }: ListFieldProps) {
  if (!form.shows(field)) return null;
  const value = valueAt(form.config, field.path);
  const items = Array.isArray(value) ? value : [];
  const error = form.problems.get(field.path);
  const add = () => {
    const fresh: JsonObject = {};
    for (const { key, kind, initial } of field.item) fresh[key] = initial ?? (kind === 'texts' ? [] : '');
    form.change(field.path, [...items, fresh]);
  };
  return (
    <fieldset className={styles.list} aria-label={field.label}>
      <div className={styles.legend}>
        <HelpTip label={field.label} about={aboutOf(field)} />
      </div>
      {error && <p className={styles.error}>{error}</p>}
      {items.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list; it has no other identity.
        <div key={index} className={styles.item}>
          {field.item.map((inner) => render(fieldAt(inner, `${field.path}.${index}`)))}
          <IconButton
            label={`Remove ${field.label.toLowerCase()} ${index + 1}`}
            icon={<Trash2 />}
            onClick={() => form.change(field.path, items.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button kind="quiet" icon={<Plus />} onClick={add} className={styles.add}>
        Add {field.label.toLowerCase().replace(/s$/, '')}
      </Button>
    </fieldset>
  );
}
