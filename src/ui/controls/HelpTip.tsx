/**
 * A label with a question mark. What there is to say lies over the page, so that nothing moves: on hover over either, on
 * keyboard focus, and at a touch, which other tooltips leave unanswered.
 */
import { CircleQuestionMark } from 'lucide-react';
import { Tooltip as Radix } from 'radix-ui';
import { type ReactNode, useId, useState } from 'react';
import styles from './HelpTip.module.css';
import tooltip from './Tooltip.module.css';

export interface About {
  /** One sentence; null where only the key is to be told. */
  help: string | null;
  /** Place in the JSON: `training.epochs`. */
  key: string;
  /** What it takes, in words. */
  takes: string;
}

export interface HelpTipProps {
  label: string;
  about: About;
  /** The label as it is shown; the plain text where this is absent. */
  children?: ReactNode;
}

export function HelpTip({ label, about: { help, key, takes }, children = label }: HelpTipProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <span className={styles.labelled}>
          {children}
          <button
            type="button"
            aria-label={`About ${label}`}
            aria-describedby={id}
            className={styles.mark}
            data-quiet={help === null || undefined}
            onClick={(event) => {
              event.stopPropagation();
              setOpen(true);
            }}
          >
            <CircleQuestionMark aria-hidden="true" />
          </button>
          <span id={id} hidden>
            {help} {key}: {takes}
          </span>
        </span>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={`${tooltip.tooltip} ${styles.content}`}
          side="top"
          align="start"
          sideOffset={2}
          collisionPadding={8}
        >
          {help && <p>{help}</p>}
          <p>
            <code className={styles.key}>{key}</code> <span className={styles.takes}>{takes}</span>
          </p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
