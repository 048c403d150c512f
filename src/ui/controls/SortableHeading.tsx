/** The heading of a table's column: a click orders by it, another one the other way round. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import styles from './SortableHeading.module.css';

export interface SortableHeadingProps {
  title: string;
  /** null where the table is ordered by another column. */
  order: 'ascending' | 'descending' | null;
  /** Numbers stand on the right, and so does their heading. */
  numeric?: boolean;
  /** What the first click asks for. */
  first?: 'ascending' | 'descending';
  /** Shown when the pointer rests on it. */
  hint?: string;
  onOrder(order: 'ascending' | 'descending'): void;
}

export function SortableHeading(props: SortableHeadingProps) {
  const { title, order, numeric = false, first = 'ascending', hint, onOrder } = props;
  const other = order === 'ascending' ? 'descending' : 'ascending';
  return (
    <th scope="col" data-numeric={numeric || undefined} aria-sort={order ?? undefined}>
      <button
        type="button"
        className={styles.heading}
        title={hint}
        onClick={() => onOrder(order === null ? first : other)}
      >
        {title}
        <span className={styles.arrow} aria-hidden="true">
          {order && (order === 'descending' ? <ArrowDown /> : <ArrowUp />)}
        </span>
      </button>
    </th>
  );
}
