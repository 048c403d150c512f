/** A choice that decides which fields follow, such as the optimizer. Values that the new choice knows are kept. */
import type { ReactNode } from 'react';
import { isObject, valueAt } from '../../config/jsonPath';
import type { JsonObject } from '../../protocol/json';
import { Field } from '../../ui/controls/Field';
import { Select } from '../../ui/controls/Select';
import { choices } from './FieldControl';
import styles from './Form.module.css';
import { type Form, hasShown } from './form';
import type { FormField } from './formFields';

export interface VariantFieldProps {
  form: Form;
  field: Extract<FormField, { kind: 'variant' }>;
  /** Shows a field inside this one. */
  render: (field: FormField) => ReactNode;
}

export function VariantField({ form, field, render }: VariantFieldProps) {
  if (!hasShown(form, field)) return null;
  const value = valueAt(form.config, field.path);
  const chosen = isObject(value) ? String(value[field.by] ?? '') : '';
  const fields = field.variants[chosen] ?? [];
  const choose = (name: string) => {
    const next: JsonObject = { [field.by]: name };
    for (const { key } of field.variants[name] ?? []) {
      const kept = isObject(value) ? value[key] : undefined;
      if (kept !== undefined) next[key] = kept;
    }
    form.change(field.path, next);
  };
  return (
    <fieldset className={styles.variant}>
      <legend className="only-read">{field.label}</legend>
      <div className={styles.cell}>
        <Field
          label={<span title={`${field.path}.${field.by}`}>{field.label}</span>}
          error={form.problems.get(field.path) ?? form.problems.get(`${field.path}.${field.by}`)}
        >
          {(ids) => (
            <Select
              {...ids}
              value={chosen}
              options={choices(Object.keys(field.variants), chosen)}
              onValue={choose}
            />
          )}
        </Field>
      </div>
      {fields.map(render)}
    </fieldset>
  );
}
