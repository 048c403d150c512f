/** A list of names: each a chip that can be removed; Enter adds what is typed, Backspace takes the last one away. */
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Json } from '../../protocol/json';
import type { ControlIds } from '../../ui/controls/Field';
import { Name } from '../../ui/controls/Name';
import styles from './NamesField.module.css';

export interface NamesFieldProps {
  ids: ControlIds;
  value: Json | undefined;
  onValue: (value: Json) => void;
}

/** Chips that are drawn; the rest is counted. */
const drawn = 16;

export function NamesField({ ids, value, onValue }: NamesFieldProps) {
  const [typed, setTyped] = useState('');
  const names = Array.isArray(value) ? value.map(String) : [];
  const add = () => {
    const name = typed.trim();
    setTyped('');
    if (name !== '' && !names.includes(name)) onValue([...names, name]);
  };
  return (
    <div className={styles.box}>
      {names.slice(0, drawn).map((name) => (
        <span key={name} className={styles.chip}>
          <Name of={name} />
          <button
            type="button"
            aria-label={`Remove ${name}`}
            className={styles.remove}
            onClick={() => onValue(names.filter((other) => other !== name))}
          >
            <X aria-hidden="true" />
          </button>
        </span>
      ))}
      {names.length > drawn && <span className={styles.more}>and {names.length - drawn} more</span>}
      <input
        {...ids}
        className={styles.input}
        value={typed}
        placeholder="add"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            add();
          } else if (event.key === 'Backspace' && typed === '') onValue(names.slice(0, -1));
        }}
      />
    </div>
  );
}
