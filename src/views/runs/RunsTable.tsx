/** The table of runs. Of many rows only those near the window are drawn; assistive technology hears how many there are. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { nameKey, type TableColumn } from '../../runs/table/columns';
import type { SortKey } from '../../runs/table/order';
import type { TableRun } from '../../runs/table/tableRun';
import type { SpreadName } from '../../runs/table/view';
import { Checkbox } from '../../ui/controls/Checkbox';
import { WideTable } from '../../ui/controls/WideTable';
import { usualWidth } from './cellText';
import { type GroupActions, GroupRow } from './GroupRow';
import { type ColumnMove, RunHeading } from './RunHeading';
import { type RowActions, RunRow } from './RunRow';
import styles from './RunsTable.module.css';
import type { TableItem } from './tableItems';

/** So many rows are drawn at once: no time is lost, and the page's own search finds all of them. */
const mostDrawn = 100;

/** Pixels: a usual row, and the heading that stays above them. */
const rowHeight = 45;
const headHeight = 37;

/** Left and right of the columns: the check mark and the menu. */
const sideWidth = 44;
const menuWidth = 48;

export interface RunsTableProps {
  items: readonly TableItem[];
  /** By id. */
  records: ReadonlyMap<string, RunRecord>;
  columns: readonly TableColumn[];
  /** What groups the runs; null for nothing. */
  by: TableColumn | null;
  spread: SpreadName;
  unfolded: ReadonlySet<string>;
  baseline: TableRun | null;
  chosen: ReadonlySet<string>;
  /** Whether all that is shown is chosen, some of it, or nothing. */
  chosenPart: 'all' | 'some' | 'none';
  sort: readonly SortKey[];
  widths: ReadonlyMap<string, number>;
  /** Stays the same for as long as the table is there, so that rows do too. */
  actions: RowActions & GroupActions;
  onChooseAll: (chosen: boolean) => void;
  onOrder: (column: TableColumn, adds: boolean) => void;
  onMove: (key: string, move: ColumnMove) => void;
  onWidth: (key: string, width: number) => void;
}

export function RunsTable(props: RunsTableProps) {
  const { items, records, columns, by, spread, unfolded, baseline, chosen, chosenPart, sort, widths } = props;
  const { actions, onChooseAll, onOrder, onMove, onWidth } = props;
  const table = useRef<HTMLTableElement>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const isLong = items.length > mostDrawn;
  const virtualizer = useVirtualizer({
    count: items.length,
    enabled: isLong,
    getScrollElement: () => table.current?.parentElement ?? null,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 10,
    scrollPaddingStart: headHeight,
    // What has the focus keeps it, however far it is scrolled away.
    rangeExtractor: useCallback(
      (range: Range) => {
        const drawn = defaultRangeExtractor(range);
        if (focused === null || focused >= range.count || drawn.includes(focused)) return drawn;
        return [...drawn, focused].sort((a, b) => a - b);
      },
      [focused],
    ),
  });
  const drawn = isLong
    ? virtualizer.getVirtualItems()
    : items.map((_, index) => ({ index, start: 0, end: 0 }));
  const rest = isLong ? virtualizer.getTotalSize() - (drawn.at(-1)?.end ?? 0) : 0;
  const rankOf = (key: string) => sort.findIndex(({ column }) => column === key);
  const measure = isLong ? virtualizer.measureElement : null;

  const row = (index: number) => {
    const item = items[index];
    if (!item) return null;
    if (item.kind === 'run') {
      const { run } = item;
      return (
        <RunRow
          key={item.key}
          record={records.get(run.id)}
          chosen={chosen.has(run.id)}
          {...{ run, columns, baseline, actions, index, measure }}
        />
      );
    }
    const { group } = item;
    return (
      by && (
        <GroupRow
          key={item.key}
          open={unfolded.has(group.key)}
          chosen={group.runs.filter(({ id }) => chosen.has(id)).length}
          {...{ group, by, columns, spread, baseline, actions, index, measure }}
        />
      )
    );
  };

  const widthOf = (column: TableColumn) => widths.get(column.key) ?? usualWidth(column, by && spread);
  // Where nobody has changed its width the name takes what is left, else the end of the row does.
  const nameIsFree = !widths.has(nameKey);
  const others = columns.filter(({ key }) => key !== nameKey).reduce((sum, one) => sum + widthOf(one), 0);
  const nameWidth = useMemo(() => widths.get(nameKey) ?? 'var(--name-width)', [widths]);
  const fixed = others + sideWidth + menuWidth;
  const minWidth = `calc(${fixed}px + ${typeof nameWidth === 'number' ? `${nameWidth}px` : nameWidth})`;

  return (
    <WideTable label={isLong ? 'Table of runs' : undefined} className={styles.scroller}>
      <table
        ref={table}
        className={styles.table}
        style={{ minWidth }}
        data-long={isLong || undefined}
        aria-rowcount={items.length + 1}
        aria-colcount={columns.length + 2}
        onFocus={(event) => setFocused(indexOf(event.target))}
        onBlur={() => setFocused(null)}
        onKeyDown={(event) => moveFocus(event, items.length, isLong ? virtualizer.scrollToIndex : null)}
      >
        <colgroup>
          <col style={{ width: sideWidth }} />
          {columns.map((column) => (
            <col
              key={column.key}
              style={column.key === nameKey && nameIsFree ? undefined : { width: widthOf(column) }}
            />
          ))}
          <col style={nameIsFree ? { width: menuWidth } : undefined} />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={styles.choice}>
              <Checkbox
                label="Choose all runs"
                checked={chosenPart === 'all'}
                mixed={chosenPart === 'some'}
                onValue={onChooseAll}
              />
            </th>
            {columns.map((column, i) => {
              const rank = rankOf(column.key);
              const order = rank < 0 ? null : { ...sort[rank]!, rank: rank + 1, of: sort.length };
              return (
                <RunHeading
                  key={column.key}
                  column={column}
                  index={i + 2}
                  order={order}
                  onOrder={(adds) => onOrder(column, adds)}
                  onMove={column.key === nameKey ? undefined : (move) => onMove(column.key, move)}
                  onTake={(key) => onMove(key, { onto: column.key })}
                  onWidth={(width) => onWidth(column.key, width)}
                />
              );
            })}
            <th scope="col" className={styles.corner}>
              <span className="only-read">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {drawn.flatMap(({ index, start }, i) => {
            const gap = start - (drawn[i - 1]?.end ?? 0);
            return [gap > 0 ? <Gap key={`gap ${index}`} height={gap} /> : null, row(index)];
          })}
          {rest > 0 && <Gap key="rest" height={rest} />}
        </tbody>
      </table>
    </WideTable>
  );
}

/** In place of rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus.
    <tr aria-hidden="true" className={styles.gap}>
      <td style={{ height }} />
    </tr>
  );
}

function indexOf(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-index]') : null;
  return row ? Number(row.dataset.index) : null;
}

/** ↑ and ↓ go from a check mark to that of the row above or below, and so do links and buttons that unfold. */
function moveFocus(event: KeyboardEvent, count: number, scrollTo: ((index: number) => void) | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
  const from = indexOf(event.target);
  if (step === null || from === null || !(event.target instanceof HTMLElement)) return;
  const { target } = event;
  const kind = target.matches('input[type=checkbox]')
    ? 'input[type=checkbox]'
    : target.matches('th a, th button')
      ? 'th a, th button'
      : null;
  const to = from + step;
  if (kind === null || to < 0 || to >= count) return;
  event.preventDefault();
  const body = target.closest('tbody');
  const focus = () => body?.querySelector<HTMLElement>(`tr[data-index="${to}"] :is(${kind})`)?.focus();
  scrollTo?.(to);
  if (body?.querySelector(`tr[data-index="${to}"]`)) focus();
  else requestAnimationFrame(focus);
}
