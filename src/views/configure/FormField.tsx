/** One field of the form: its label, its control, its error, and the way back to its default. */
import { RotateCcw } from 'lucide-react';
import { sameJson, valueAt } from '../../config/jsonPath';
import type { Json } from '../../protocol/json';
import { Field } from '../../ui/controls/Field';
import { FieldControl, type PlainField } from './FieldControl';
import styles from './Form.module.css';
import type { Form } from './form';
import type { FormField } from './formFields';
import { ListField } from './ListField';
import { optionName } from './optionNames';
import { SectionField } from './SectionField';
import { VariantField } from './VariantField';

export interface FormFieldProps {
  form: Form;
  field: FormField;
}

export function FormFieldView({ form, field }: FormFieldProps) {
  const render = (inner: FormField) => <FormFieldView key={inner.path} form={form} field={inner} />;
  switch (field.kind) {
    case 'section':
      return field.path === field.key ? (
        field.fields.map(render)
      ) : (
        <SectionField form={form} field={field} render={render} />
      );
    case 'variant':
      return <VariantField form={form} field={field} render={render} />;
    case 'list':
      return <ListField form={form} field={field} render={render} />;
    default:
      return <LeafField form={form} field={field} />;
  }
}

function LeafField({ form, field }: { form: Form; field: PlainField }) {
  if (!form.shows(field)) return null;
  const value = valueAt(form.config, field.path);
  const wide = field.kind === 'texts' || (field.kind === 'text' && field.long);
  return (
    <div className={wide ? styles.wide : styles.cell}>
      <Field
        label={<span title={titleOf(field)}>{field.label}</span>}
        error={form.problems.get(field.path)}
        aside={<ResetButton form={form} field={field} value={value} />}
      >
        {(ids) => (
          <FieldControl
            ids={ids}
            field={field}
            value={value}
            names={form.names.get(field.path)}
            onValue={(next) => form.change(field.path, next)}
          />
        )}
      </Field>
    </div>
  );
}

/** Shown only where the value differs from the default, which it names. */
function ResetButton({ form, field, value }: FormFieldProps & { value: Json | undefined }) {
  const { initial } = field;
  if (initial === undefined || sameJson(value, initial)) return null;
  const shown = inBrief(field, initial);
  return (
    <button
      type="button"
      className={styles.reset}
      aria-label={`Reset ${field.label} to ${shown || 'its default'}`}
      title={`Reset to ${shown || 'the default'}`}
      onClick={() => form.change(field.path, initial)}
    >
      <RotateCcw aria-hidden="true" />
      <span className={styles.initial}>{shown}</span>
    </button>
  );
}

/** A default in a word; empty for lists. */
function inBrief({ kind }: FormField, initial: Json): string {
  if (initial === null) return 'none';
  if (typeof initial === 'object') return '';
  if (typeof initial === 'boolean') return initial ? 'on' : 'off';
  return kind === 'choice' || kind === 'wordOrNumbers' ? optionName(String(initial)) : String(initial);
}

function titleOf({ path, takes }: FormField): string {
  return `${path}: ${takes}`;
}
