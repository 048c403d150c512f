/** Single keys that act on a place, for example `l` for a logarithmic axis. Typing is left alone. */
import { useEffect, useRef } from 'react';

/** Keys as `KeyboardEvent.key` names them, in lower case. */
export type Shortcuts = Record<string, () => void>;

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      const action = latest.current[event.key.toLowerCase()];
      if (!action || usesKey(event.target, event.key)) return;
      event.preventDefault();
      action();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Whether what has the focus does something with the key itself: fields with letters, buttons with the space bar. */
function usesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field =
    'input:not([type=checkbox],[type=radio],[type=range]),textarea,select,[contenteditable],[role=menu]';
  if (target.closest(field)) return true;
  return key === ' ' && target.closest('button,a,input,summary,[role=button],[role=menuitem]') !== null;
}
