/** One of a few. The browser's own list: right on every device, and by keyboard. */
import type { SelectHTMLAttributes } from 'react';
import field from './Field.module.css';
import styles from './Select.module.css';

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  value: string;
  options: readonly Option[];
  onValue: (value: string) => void;
}

export function Select({ value, options, onValue, className, ...rest }: SelectProps) {
  return (
    <select
      {...rest}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      className={[field.input, styles.select, className].filter(Boolean).join(' ')}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
