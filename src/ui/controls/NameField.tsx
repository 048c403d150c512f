/** A name being changed in place: Enter or leaving keeps it, Escape does not. */
import { useEffect, useRef, useState } from 'react';
import { TextField } from './TextField';

export interface NameFieldProps {
  name: string;
  /** null: leave it as it was. */
  onDone: (name: string | null) => void;
}

export function NameField({ name, onDone }: NameFieldProps) {
  const [typed, setTyped] = useState(name);
  const frame = useRef<HTMLSpanElement>(null);
  const done = useRef(false);
  useEffect(() => frame.current?.querySelector('input')?.select(), []);
  function finish(next: string | null): void {
    // Enter unmounts the field, which then loses the focus as well.
    if (done.current) return;
    done.current = true;
    onDone(next?.trim() || null);
  }
  return (
    <span ref={frame}>
      <TextField
        aria-label={`New name for ${name}`}
        value={typed}
        maxLength={200}
        onValue={setTyped}
        onBlur={() => finish(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish(typed);
          else if (event.key === 'Escape') finish(null);
        }}
      />
    </span>
  );
}
