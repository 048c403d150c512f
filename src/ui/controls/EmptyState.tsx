/** What a list shows before there is anything in it: one sentence and one thing to do. */
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

export interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  /** The thing to do. */
  action?: ReactNode;
  /** Nothing but this stands in the place, so that its title is the page's. */
  alone?: boolean;
}

export function EmptyState({ title, children, action, alone = false }: EmptyStateProps) {
  const Title = alone ? 'h1' : 'h2';
  return (
    <div className={styles.empty}>
      <Title>{title}</Title>
      {children && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}
