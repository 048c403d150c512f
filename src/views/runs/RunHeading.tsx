/** The heading of a column of runs: orders by a click, moves and changes its width by the pointer and by keys. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { TableColumn } from '../../runs/table/columns';
import styles from './RunHeading.module.css';

/** So that what is dragged from elsewhere is no column. */
const dragged = 'application/x-anneal-column';

/** Pixels of one press of an arrow. */
const widthStep = 16;

/** To the place of another one, or by one place to the left or right. */
export type ColumnMove = { onto: string } | { by: 1 | -1 };

export interface RunHeadingProps {
  column: TableColumn;
  /** Position in the row, from 1. */
  index: number;
  /** How it orders the table, and as which key, from 1; null where it does not. */
  order: { descending: boolean; rank: number; of: number } | null;
  /** @param adds whether the columns that order already stay. */
  onOrder: (adds: boolean) => void;
  /** Left out for the name, which stays first. */
  onMove?: ((move: ColumnMove) => void) | undefined;
  /** Takes a column that is dropped onto it. */
  onTake: (key: string) => void;
  onWidth: (width: number) => void;
}

const directions = { min: 'Smaller is better. ', max: 'Larger is better. ' };

export function RunHeading({ column, index, order, onOrder, onMove, onTake, onWidth }: RunHeadingProps) {
  const { key, title, numeric, better } = column;
  const [over, setOver] = useState(false);
  const cell = useRef<HTMLTableCellElement>(null);
  const hint = `${title}. ${better ? directions[better] : ''}Click to order, with Shift by one more column.${onMove ? ' Shift with ← or → moves the column.' : ''}`;
  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null;
    if (!event.shiftKey || by === null || !onMove) return;
    event.preventDefault();
    onMove({ by });
  }
  return (
    <th
      ref={cell}
      scope="col"
      aria-colindex={index}
      aria-sort={order?.rank === 1 ? (order.descending ? 'descending' : 'ascending') : undefined}
      data-numeric={numeric || undefined}
      data-over={over || undefined}
      className={styles.cell}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragged)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        const from = event.dataTransfer.getData(dragged);
        setOver(false);
        if (!from) return;
        event.preventDefault();
        if (from !== key) onTake(from);
      }}
    >
      {/* Not the cell as a whole: at its edge the pointer changes the width. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys move the column from the button in it. */}
      <div
        className={styles.handle}
        draggable={onMove !== undefined}
        onDragStart={(event) => {
          event.dataTransfer.setData(dragged, key);
          event.dataTransfer.effectAllowed = 'move';
        }}
      >
        <button
          type="button"
          className={styles.heading}
          title={hint}
          onClick={(event) => onOrder(event.shiftKey)}
          onKeyDown={onKeyDown}
        >
          <span className={styles.title}>{title}</span>
          <span className={styles.arrow} aria-hidden="true">
            {order && (order.descending ? <ArrowDown /> : <ArrowUp />)}
            {order && order.of > 1 && order.rank}
          </span>
        </button>
      </div>
      <Resizer title={title} cell={cell} onWidth={onWidth} />
    </th>
  );
}

interface ResizerProps {
  title: string;
  cell: { readonly current: HTMLElement | null };
  onWidth: (width: number) => void;
}

function Resizer({ title, cell, onWidth }: ResizerProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const width = () => cell.current?.getBoundingClientRect().width ?? 0;
  function onMove(event: PointerEvent): void {
    if (start.current) onWidth(start.current.width + event.clientX - start.current.x);
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line of a page is no <hr> that can be moved.
    <span
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${title}`}
      aria-valuenow={Math.round(width())}
      className={styles.resizer}
      // Where the line has been the next title is by now, which Chromium would begin to drag.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: width() };
      }}
      onPointerMove={onMove}
      onPointerUp={(event) => {
        onMove(event);
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -widthStep : event.key === 'ArrowRight' ? widthStep : null;
        if (step === null) return;
        event.preventDefault();
        onWidth(width() + step);
      }}
    />
  );
}
