/** A question or a form above the page. Escape and a click outside close it; focus goes back where it was. */
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
  /** For tables. */
  wide?: boolean;
  /** It is read rather than filled in: the focus goes to it as a whole, so that keys scroll it. */
  reading?: boolean;
}

export function Dialog(props: DialogProps) {
  const { open, onClose, title, description, children, actions, wide = false, reading = false } = props;
  const content = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          ref={content}
          className={styles.dialog}
          onOpenAutoFocus={(event) => {
            if (!reading) return;
            event.preventDefault();
            content.current?.focus();
          }}
          data-wide={wide || undefined}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <Radix.Title className={styles.title}>{title}</Radix.Title>
          {description && <Radix.Description className={styles.description}>{description}</Radix.Description>}
          {children && <div className={styles.body}>{children}</div>}
          {actions && <footer className={styles.actions}>{actions}</footer>}
          {/* Last, so that the dialog opens with the focus on what it is about. */}
          <div className={styles.close}>
            <IconButton label="Close" icon={<X />} onClick={onClose} />
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
