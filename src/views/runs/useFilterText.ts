/** What is typed into the filter of the runs, on its way into the address: a text that cannot be read stays in the field alone. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { parseRunFilter, type RunFilter } from '../../runs/table/filter';
import type { TableRun } from '../../runs/table/tableRun';
import type { ShownView } from './useTableView';

/** Milliseconds without a key before the address follows; browsers refuse to change it with every key. */
const rest = 300;

type ReadFilter = Exclude<RunFilter, { kind: 'error' }>;

export interface FilterText {
  text: string;
  /** How the text is read. */
  typed: RunFilter;
  /** What holds: the text, or the last one before it that could be read. */
  filter: ReadFilter;
  type(text: string): void;
  /** The next change is one that the way back leads to before. */
  begin(): void;
}

export function useFilterText(
  inAddress: string,
  rows: readonly TableRun[],
  change: ShownView['change'],
): FilterText {
  const [draft, setDraft] = useState<string | null>(null);
  const steps = useRef(true);
  const text = draft ?? inAddress;
  const typed = useMemo(() => parseRunFilter(text, rows), [text, rows]);
  const filter = useMemo((): ReadFilter => {
    for (const candidate of [typed, parseRunFilter(inAddress, rows)]) {
      if (candidate.kind !== 'error') return candidate;
    }
    return { kind: 'all', words: 'all', fits: () => true };
  }, [typed, inAddress, rows]);
  const isRead = typed.kind !== 'error';
  useEffect(() => {
    if (draft === null || !isRead) return;
    if (draft === inAddress) return setDraft(null);
    const timer = setTimeout(() => {
      change({ filter: draft }, steps.current);
      steps.current = false;
    }, rest);
    return () => clearTimeout(timer);
  }, [draft, inAddress, isRead, change]);
  return {
    text,
    typed,
    filter,
    type: setDraft,
    begin: () => {
      steps.current = true;
    },
  };
}
