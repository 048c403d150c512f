/** Around a table: it scrolls where it is too wide or too long, by keyboard too, and says that it goes on. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './WideTable.module.css';

export interface WideTableProps {
  /** Read aloud as the name of the part that scrolls. */
  label?: string;
  /** Of the part that scrolls. */
  className?: string;
  children: ReactNode;
}

export function WideTable({ label, className, children }: WideTableProps) {
  const scroller = useRef<HTMLElement>(null);
  const [hidden, setHidden] = useState<'right' | 'left' | null>(null);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      setLong(element.scrollHeight - element.clientHeight > 1);
      const rest = element.scrollWidth - element.clientWidth;
      // A pixel is rounding.
      if (rest <= 1) setHidden(null);
      else setHidden(element.scrollLeft < rest - 1 ? 'right' : 'left');
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return (
    <div className={styles.frame}>
      <section
        ref={scroller}
        className={[styles.scroller, className].filter(Boolean).join(' ')}
        aria-label={label}
        tabIndex={hidden !== null || isLong ? 0 : undefined}
      >
        {children}
      </section>
      {hidden !== null && (
        <p className={styles.more} aria-hidden="true">
          {hidden === 'right' ? 'more columns →' : '← more columns'}
        </p>
      )}
    </div>
  );
}
