/** Fields that belong together inside a section. What a weight or a probability of 0 switches off shows only that. */
import type { ReactNode } from 'react';
import { valueAt } from '../../config/jsonPath';
import styles from './Form.module.css';
import { type Form, shownIn } from './form';
import type { FormField } from './formFields';

export interface SectionFieldProps {
  form: Form;
  field: Extract<FormField, { kind: 'section' }>;
  /** Shows a field inside this one. */
  render: (field: FormField) => ReactNode;
}

/** A field of one of these names, first in its section, is its switch. */
const switches = ['weight', 'probability'];

export function SectionField({ form, field, render }: SectionFieldProps) {
  if (shownIn(form, field).length === 0) return null;
  const [first] = field.fields;
  const isOff = first !== undefined && switches.includes(first.key) && valueAt(form.config, first.path) === 0;
  const others = field.fields.slice(1);
  // A problem, or something that is searched for, is never hidden.
  const folds = isOff && !form.search && !others.some((inner) => form.problems.has(inner.path));
  const shown = folds ? [first] : field.fields;
  return (
    <fieldset className={styles.group} data-off={(isOff && shown.length === 1) || undefined}>
      <legend className={styles.legend}>{field.label}</legend>
      <div className={styles.grid}>{shown.map(render)}</div>
    </fieldset>
  );
}
