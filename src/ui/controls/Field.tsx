/**
 * A labelled control with a hint and an error. The control gets the ids that tie the three together:
 * `<Field label="Epochs" error={e}>{(ids) => <NumberField {...ids} … />}</Field>`.
 */
import { type ReactNode, useId } from 'react';
import styles from './Field.module.css';
import { type About, HelpTip } from './HelpTip';

/** Spread these on the control. */
export interface ControlIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export interface FieldProps {
  label: string;
  /** Told by a question mark beside the label. */
  about?: About;
  hint?: ReactNode;
  error?: string | null;
  /** Beside the label, for example a reset button. */
  aside?: ReactNode;
  children: (ids: ControlIds) => ReactNode;
}

export function Field({ label, about, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const describedBy = [about?.help && `${id}-help`, hint && `${id}-hint`, error && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const named = (
    <label htmlFor={id} className={styles.label}>
      {label}
    </label>
  );
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        {about ? (
          <HelpTip label={label} about={about}>
            {named}
          </HelpTip>
        ) : (
          named
        )}
        {aside}
      </div>
      <div className={styles.body}>
        {children({
          id,
          'aria-describedby': describedBy || undefined,
          'aria-invalid': error ? true : undefined,
        })}
        {about?.help && (
          <span id={`${id}-help`} hidden>
            {about.help}
          </span>
        )}
        {hint && (
          <div id={`${id}-hint`} className={styles.hint}>
            {hint}
          </div>
        )}
        {error && (
          <div id={`${id}-error`} className={styles.error}>
            {error}
          </div>
        )}
      </div>
    </div>
  );
}
