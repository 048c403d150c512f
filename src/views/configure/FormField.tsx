/** One field of the form: its label and help, its control, its error, and the way back to its default. */
import { valueAt } from '../../config/jsonPath';
import { Field } from '../../ui/controls/Field';
import { FieldControl, type PlainField } from './FieldControl';
import styles from './Form.module.css';
import type { Form } from './form';
import { aboutOf, type FormField } from './formFields';
import { ListField } from './ListField';
import { ResetButton } from './ResetButton';
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
        label={field.label}
        about={aboutOf(field)}
        error={form.problems.get(field.path)}
        aside={<ResetButton form={form} field={field} />}
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
