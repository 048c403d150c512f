/** The filter of the runs: words or an expression, names completed as they are typed, and below it what is shown. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { RunFilter } from '../../runs/table/filter';
import { type Completion, completeName } from '../../runs/table/filterNames';
import { TextField } from '../../ui/controls/TextField';
import styles from './FilterField.module.css';

export interface FilterFieldProps {
  text: string;
  onText: (text: string) => void;
  /** How the text is read. */
  filter: RunFilter;
  /** What is shown, in words. */
  words: string;
  /** Everything that can be named; asked for as somebody types. */
  names: () => readonly string[];
  /** A new change begins: the way back leads to before it. */
  onBegin: () => void;
}

export function FilterField({ text, onText, filter, words, names, onBegin }: FilterFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [active, setActive] = useState(-1);
  const caret = useRef<number | null>(null);
  useEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  function close(): void {
    setCompletion(null);
    setActive(-1);
  }
  function type(next: string): void {
    onText(next);
    setCompletion(completeName(next, input.current?.selectionStart ?? next.length, names()));
    setActive(-1);
  }
  function take(name: string): void {
    if (!completion) return;
    const before = `${text.slice(0, completion.from)}${name}`;
    const after = text.slice(completion.to);
    const gap = after.startsWith(' ') ? '' : ' ';
    caret.current = before.length + 1;
    onText(`${before}${gap}${after}`);
    close();
    input.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (!completion) return;
    const { names: offered } = completion;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // −1 stands for the text itself.
      setActive(((active + 1 + step + offered.length + 1) % (offered.length + 1)) - 1);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && offered[active] !== undefined) {
      take(offered[active]);
    } else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  }
  const failed = filter.kind === 'error';
  return (
    <div className={styles.field}>
      <div className={styles.box}>
        <TextField
          ref={input}
          type="search"
          role="combobox"
          aria-label="Filter runs"
          aria-expanded={completion !== null}
          aria-controls={`${id}-names`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          aria-describedby={`${id}-words`}
          aria-invalid={failed || undefined}
          placeholder="Words, or best.loss < 0.1 and tag = baseline"
          value={text}
          onValue={type}
          onKeyDown={onKeyDown}
          onFocus={onBegin}
          onBlur={close}
        />
        {completion && (
          <div id={`${id}-names`} className={styles.names} role="listbox" aria-label="Names that fit">
            {completion.names.map((name, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus.
              // biome-ignore lint/a11y/useFocusableInteractive: as in every combobox, the field points at the option.
              <div
                key={name}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === active}
                className={styles.name}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(name)}
              >
                {name}
              </div>
            ))}
          </div>
        )}
      </div>
      <p id={`${id}-words`} className={styles.words} role="status">
        {failed && (
          <span className={styles.error}>
            Column {filter.column}: {filter.message} {filter.remedy}{' '}
          </span>
        )}
        {words}
      </p>
    </div>
  );
}
