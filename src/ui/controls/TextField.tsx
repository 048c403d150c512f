/** One line of text. `search` shows the browser's clear cross. */
import type { InputHTMLAttributes, Ref } from 'react';
import styles from './Field.module.css';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  ref?: Ref<HTMLInputElement>;
  value: string;
  onValue: (value: string) => void;
}

export function TextField({ value, onValue, type = 'text', className, ...rest }: TextFieldProps) {
  return (
    <input
      {...rest}
      type={type}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      className={[styles.input, className].filter(Boolean).join(' ')}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
