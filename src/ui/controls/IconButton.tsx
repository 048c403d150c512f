/** A button that shows a picture only; its label is read aloud and shown as a tooltip, with its shortcut. */
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './Button';
import styles from './Button.module.css';
import { Tooltip } from './Tooltip';

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  /** A verb and what it acts on: "Pause run 12". */
  label: string;
  icon: ReactNode;
  /** A key, for example "space". */
  shortcut?: string;
}

export function IconButton({ label, icon, shortcut, kind = 'quiet', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <Button {...rest} kind={kind} icon={icon} aria-label={label} className={styles.square} />
    </Tooltip>
  );
}
