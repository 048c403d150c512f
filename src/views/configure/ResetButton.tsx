/** The way back to a setting's default, which it names; shown only where the value differs. */
import { RotateCcw } from 'lucide-react';
import type { Json } from '../../protocol/json';
import styles from './Form.module.css';
import type { Form } from './form';
import type { FormField } from './formFields';
import { chosenVariant, isChanged } from './grouping';
import { optionName } from './optionNames';

export interface ResetButtonProps {
  form: Form;
  field: FormField;
}

export function ResetButton({ form, field }: ResetButtonProps) {
  const { initial } = field;
  if (initial === undefined || !isChanged(field, form.config)) return null;
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
function inBrief(field: FormField, initial: Json): string {
  if (initial === null) return 'none';
  if (field.kind === 'variant') return optionName(chosenVariant(field, {}));
  if (typeof initial === 'object') return '';
  if (typeof initial === 'boolean') return initial ? 'on' : 'off';
  return field.kind === 'choice' || field.kind === 'wordOrNumbers'
    ? optionName(String(initial))
    : String(initial);
}
