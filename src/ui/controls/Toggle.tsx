/** On or off, at once. For a choice among many items use `Checkbox`. */
import type { InputHTMLAttributes } from 'react';
import styles from './Toggle.module.css';

export interface ToggleProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'type' | 'checked'> {
  checked: boolean;
  onValue: (checked: boolean) => void;
}

export function Toggle({ checked, onValue, ...rest }: ToggleProps) {
  return (
    <input
      {...rest}
      type="checkbox"
      role="switch"
      checked={checked}
      aria-checked={checked}
      onChange={(event) => onValue(event.target.checked)}
      className={styles.toggle}
    />
  );
}
