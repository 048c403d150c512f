/** The way through a long list, a page at a time; nothing where one page holds it all. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { count } from '../format/quantities';
import { IconButton } from './IconButton';
import styles from './Pager.module.css';

export interface PagerProps {
  /** What is paged, read aloud: "pictures". */
  label: string;
  /** From 0. */
  page: number;
  /** Items on a page, and in all. */
  size: number;
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ label, page, size, total, onPage }: PagerProps) {
  const lastPage = Math.max(0, Math.ceil(total / size) - 1);
  if (lastPage === 0) return null;
  const first = page * size + 1;
  const last = Math.min(total, first + size - 1);
  return (
    <nav className={styles.pager} aria-label={`Pages of ${label}`}>
      <IconButton
        label={`Previous ${label}`}
        icon={<ChevronLeft />}
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      />
      <span className={styles.range} aria-live="polite">
        {count(first)}
        {last > first && `–${count(last)}`} of {count(total)}
      </span>
      <IconButton
        label={`Next ${label}`}
        icon={<ChevronRight />}
        disabled={page === lastPage}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  );
}
