/** A titled part of a place. */
import type { ReactNode } from 'react';
import styles from './Panel.module.css';

export interface PanelProps {
  title: ReactNode;
  /** Controls of this panel, at the right of its title. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
