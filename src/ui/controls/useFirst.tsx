/** The first of a long list, and a button for more of it: rows by the thousand weigh on a page that few read to their end. */
import { type ReactNode, useState } from 'react';
import { count } from '../format/quantities';
import { Button } from './Button';

export interface First<Item> {
  shown: readonly Item[];
  /** null where all are shown. */
  more: ReactNode;
}

/**
 * @param first how many are shown at first; each press of the button shows five times as many more.
 * @param always which are shown wherever they stand.
 */
export function useFirst<Item>(
  items: readonly Item[],
  first: number,
  always: (item: Item) => boolean = () => false,
): First<Item> {
  const [limit, setLimit] = useState(first);
  if (items.length <= limit) return { shown: items, more: null };
  const shown = items.filter((item, index) => index < limit || always(item));
  const left = items.length - shown.length;
  if (left === 0) return { shown, more: null };
  const next = Math.min(5 * first, left);
  const words = next === left ? `Show ${count(left)} more` : `Show ${count(next)} more of ${count(left)}`;
  return {
    shown,
    more: (
      <Button kind="quiet" onClick={() => setLimit(limit + 5 * first)}>
        {words}
      </Button>
    ),
  };
}
