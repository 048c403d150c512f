/**
 * A number, typed in any notation (`0.001`, `1e-3`). What is being typed is left alone; the value changes as soon
 * as the text is a number. Text that is not a number is passed on as text, so that the schema can refuse it by name.
 */
import { type InputHTMLAttributes, useState } from 'react';
import styles from './Field.module.css';

export interface NumberFieldProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'type'> {
  /** null shows as empty; a string is text that did not parse. */
  value: number | string | null;
  onValue: (value: number | string | null) => void;
}

export function NumberField({ value, onValue, className, ...rest }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && parseNumber(typed) === value ? typed : printNumber(value);
  return (
    <input
      {...rest}
      type="text"
      inputMode="decimal"
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onValue(parseNumber(event.target.value));
      }}
      onBlur={() => setTyped(null)}
      className={[styles.input, styles.numeric, className].filter(Boolean).join(' ')}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function parseNumber(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : text;
}

function printNumber(value: number | string | null): string {
  return value === null ? '' : String(value);
}
