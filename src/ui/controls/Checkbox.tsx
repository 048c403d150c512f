/** One item of many, with its label; `mixed` when only some of what it stands for is chosen. */
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Checkbox.module.css';

export interface CheckboxProps {
  checked: boolean;
  mixed?: boolean;
  disabled?: boolean;
  onValue: (checked: boolean) => void;
  /** Read aloud instead of the children when these are not words. */
  label?: string;
  children?: ReactNode;
}

export function Checkbox({ checked, mixed = false, disabled, onValue, label, children }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <label className={styles.row}>
      <input
        ref={box}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-label={label}
        onChange={(event) => onValue(event.target.checked)}
        className={styles.box}
      />
      {children}
    </label>
  );
}
