/**
 * A choice that decides which fields follow, such as the optimizer. What was changed and the new choice knows is
 * kept. Where the choice stands elsewhere, or is not what is searched for, a heading says what is chosen.
 */
import type { ReactNode } from 'react';
import { isObject, valueAt } from '../../config/jsonPath';
import type { JsonObject } from '../../protocol/json';
import { Field } from '../../ui/controls/Field';
import { Select } from '../../ui/controls/Select';
import { choices } from './FieldControl';
import styles from './Form.module.css';
import { type Form, foundElsewhere, shownIn } from './form';
import { aboutOf, type FormField } from './formFields';
import { chosenVariant, isChanged } from './grouping';
import { optionName } from './optionNames';
import { ResetButton } from './ResetButton';

export interface VariantFieldProps {
  form: Form;
  field: Extract<FormField, { kind: 'variant' }>;
  /** Shows a field inside this one. */
  render: (field: FormField) => ReactNode;
}

export function VariantField({ form, field, render }: VariantFieldProps) {
  const shown = shownIn(form, field);
  if (shown.length === 0) return null;
  if (field.part === 'choice') return <Choice form={form} field={field} />;
  const hasChoice = shown.includes(field);
  return (
    <fieldset className={styles.variant}>
      <legend className={hasChoice ? 'only-read' : styles.legend}>
        {hasChoice ? field.label : `${field.label}: ${optionName(chosenVariant(field, form.config))}`}
      </legend>
      {hasChoice && <Choice form={form} field={field} />}
      {shown.filter((inner) => inner !== field).map(render)}
    </fieldset>
  );
}

function Choice({ form, field }: Omit<VariantFieldProps, 'render'>) {
  const { path, by, variants } = field;
  const chosen = chosenVariant(field, form.config);
  const choose = (name: string) => {
    const value = valueAt(form.config, path);
    const next: JsonObject = { [by]: name };
    for (const { key } of variants[name] ?? []) {
      const before = variants[chosen]?.find((other) => other.key === key);
      const kept = isObject(value) ? value[key] : undefined;
      // A default belongs to its own variant: 1/25 of a rate begins one cycle, not each of ten.
      const isDefault = before?.initial !== undefined && !isChanged(before, form.config);
      if (kept !== undefined && !isDefault) next[key] = kept;
    }
    form.change(path, next);
  };
  return (
    <div className={styles.cell}>
      <Field
        label={field.label}
        about={aboutOf(field)}
        hint={elsewhere(form, field)}
        error={form.problems.get(path) ?? form.problems.get(`${path}.${by}`)}
        aside={<ResetButton form={form} field={field} />}
      >
        {(ids) => (
          <Select {...ids} value={chosen} options={choices(Object.keys(variants), chosen)} onValue={choose} />
        )}
      </Field>
    </div>
  );
}

/** "β₁ comes with Adam, AdamW", where that was searched for and another optimizer is chosen. */
function elsewhere({ config, search }: Form, field: VariantFieldProps['field']): string | null {
  if (!search || search(field)) return null;
  const found = [...foundElsewhere(field, config, search)];
  const sentences = found.map(([label, names]) => `${label} comes with ${names.map(optionName).join(', ')}.`);
  return sentences.length > 0 ? sentences.join(' ') : null;
}
