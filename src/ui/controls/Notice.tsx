/** A message with a tone that also differs by shape; an error says where, what was found, and what to do. */
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorJson } from '../../protocol/errors';
import { Button } from './Button';
import { IconButton } from './IconButton';
import styles from './Notice.module.css';
import { Prose } from './Prose';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

const icons = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

export interface NoticeProps {
  tone?: Tone;
  title: ReactNode;
  error?: ErrorJson | null;
  action?: { label: string; run: () => void } | null;
  onDismiss?: () => void;
  children?: ReactNode;
}

export function Notice({ tone = 'info', title, error, action, onDismiss, children }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={styles.notice} data-tone={tone}>
      <Icon className={styles.icon} aria-hidden="true" />
      <div className={styles.body}>
        <strong className={styles.title}>{title}</strong>
        {error && <ErrorText error={error} />}
        {children}
      </div>
      {action && (
        <Button kind="quiet" onClick={action.run}>
          {action.label}
        </Button>
      )}
      {onDismiss && <IconButton label="Dismiss" icon={<X />} onClick={onDismiss} />}
    </div>
  );
}

function ErrorText({ error }: { error: ErrorJson }) {
  return (
    <div className={styles.error}>
      <p>
        <Prose text={error.message} />
      </p>
      {error.place && !error.message.includes(error.place) && (
        <p className={styles.place}>At {error.place}</p>
      )}
      {error.received && !error.message.includes(error.received) && (
        <p className={styles.place}>Found: {error.received}</p>
      )}
      {error.remedy && (
        <p>
          <Prose text={error.remedy} />
        </p>
      )}
    </div>
  );
}
