/** The heading of a table's column: a click orders by it, another one the other way round. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import styles from './SortableHeading.module.css';

export interface SortableHeadingProps {
  title: string;
  /** null where the table is ordered by another column. */
  order: 'ascending' | 'descending' | null;
  /** Numbers stand on the right, and so does their heading. */
  numeric?: boolean;
  onOrder(order: 'ascending' | 'descending'): void;
}

export function SortableHeading({ title, order, numeric = false, onOrder }: SortableHeadingProps) {
  return (
    <th scope="col" data-numeric={numeric || undefined} aria-sort={order ?? undefined}>
      <button
        type="button"
        className={styles.heading}
        onClick={() => onOrder(order === 'ascending' ? 'descending' : 'ascending')}
      >
        {title}
        <span className={styles.arrow} aria-hidden="true">
          {order && (order === 'descending' ? <ArrowDown /> : <ArrowUp />)}
        </span>
      </button>
    </th>
  );
}
