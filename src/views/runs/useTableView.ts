/** How the table of runs is looked at, out of the address and into it. */
import { useEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { z } from 'zod';
import { readView, shortIds, type TableView, writeView } from '../../runs/tableView';

/** With more chosen runs than this the address is too long for some servers: then they are kept with the tab's history. */
const mostInAddress = 400;

const kept = z.object({ chosen: z.array(z.string()) });

/** The address as it was when the place was left, so that a way through another place leads back to it. */
let left = '';

export interface ViewChange extends Partial<Omit<TableView, 'chosen' | 'baseline'>> {
  /** Whole ids. */
  chosen?: readonly string[];
  baseline?: string | null;
}

export interface ShownView {
  view: TableView;
  /** @param steps whether the way back leads to how it was before. */
  change(change: ViewChange, steps?: boolean): void;
}

/** @param ids of all runs. */
export function useTableView(ids: readonly string[]): ShownView {
  const { search, state } = useLocation();
  const navigate = useNavigate();
  // Two changes within one turn build on one another.
  const latest = useRef({ search, ids, state });
  latest.current = { search, ids, state };
  const returned = useRef(false);
  useEffect(() => {
    if (!returned.current && search === '' && left !== '') void navigate(left, { replace: true });
    else left = search;
    returned.current = true;
  }, [search, navigate]);
  const view = useMemo(() => {
    const read = readView(new URLSearchParams(search));
    const long = kept.safeParse(state);
    return long.success ? { ...read, chosen: long.data.chosen } : read;
  }, [search, state]);
  const change = useMemo(() => {
    return ({ chosen, baseline, ...rest }: ViewChange, steps = true) => {
      const short = chosen || baseline ? shortIds(latest.current.ids) : new Map<string, string>();
      const shortened = (id: string) => short.get(id) ?? id;
      const isLong = chosen !== undefined && chosen.length > mostInAddress;
      const next = writeView(new URLSearchParams(latest.current.search), {
        ...rest,
        ...(baseline !== undefined && { baseline: baseline && shortened(baseline) }),
        ...(chosen && { chosen: isLong ? [] : chosen.map(shortened) }),
      });
      const text = next.toString();
      latest.current.search = text && `?${text}`;
      if (chosen) latest.current.state = isLong ? { chosen } : null;
      void navigate(
        { search: latest.current.search },
        {
          replace: !steps,
          preventScrollReset: true,
          // A check mark must not go back for a moment before it is set.
          flushSync: true,
          state: latest.current.state,
        },
      );
    };
  }, [navigate]);
  return { view, change };
}
