/** How the table of runs is looked at, out of the address and into it. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate, useNavigationType } from 'react-router';
import { z } from 'zod';
import { readView, shortIds, type TableView, writeView } from '../../runs/table/view';

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
  const { search, state, key } = useLocation();
  const way = useNavigationType();
  const navigate = useNavigate();
  /** Changes on their way into the address: what somebody has pressed is shown at once. */
  const [pending, setPending] = useState<Partial<TableView> | null>(null);
  /** Where they lead to; null where nothing is on its way. A second change builds on the first. */
  const target = useRef<{ search: string; state: unknown } | null>(null);
  const latest = useRef({ search, ids, state });
  latest.current = { search, ids, state };
  const returned = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each arrival has a key of its own, at the same address too.
  useEffect(() => {
    if (way === 'POP' || target.current?.search === search) {
      target.current = null;
      setPending(null);
    }
    if (!returned.current && search === '' && left !== '') void navigate(left, { replace: true });
    else left = search;
    returned.current = true;
  }, [key, search, way, navigate]);
  const view = useMemo(() => {
    const read = readView(new URLSearchParams(search));
    const long = kept.safeParse(state);
    return { ...read, ...(long.success && { chosen: long.data.chosen }), ...pending };
  }, [search, state, pending]);
  const change = useMemo(() => {
    return ({ chosen, baseline, ...rest }: ViewChange, steps = true) => {
      const short = chosen || baseline ? shortIds(latest.current.ids) : new Map<string, string>();
      const shortened = (id: string) => short.get(id) ?? id;
      const isLong = chosen !== undefined && chosen.length > mostInAddress;
      const changed = {
        ...rest,
        ...(baseline !== undefined && { baseline: baseline && shortened(baseline) }),
        ...(chosen && { chosen: chosen.map(shortened) }),
      };
      const from = target.current ?? latest.current;
      const inAddress = isLong ? { ...changed, chosen: [] } : changed;
      const next = writeView(new URLSearchParams(from.search), inAddress).toString();
      const to = { search: next && `?${next}`, state: chosen ? (isLong ? { chosen } : null) : from.state };
      target.current = to;
      setPending((before) => ({ ...before, ...changed }));
      void navigate({ search: to.search }, { replace: !steps, preventScrollReset: true, state: to.state });
    };
  }, [navigate]);
  return { view, change };
}
