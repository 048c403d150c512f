/** A list of actions behind one button. */
import { DropdownMenu } from 'radix-ui';
import { Fragment, type ReactNode, useRef } from 'react';
import styles from './Menu.module.css';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** Small text at the right: a size, a key. */
  note?: string;
  disabled?: boolean;
  danger?: boolean;
  /** A line above. */
  separated?: boolean;
  /** Shows a mark; for choices. */
  checked?: boolean;
  onSelect: () => void;
}

export interface MenuProps {
  /** The button; one element that takes a ref. */
  trigger: ReactNode;
  items: MenuItem[];
  align?: 'start' | 'end';
}

export function Menu({ trigger, items, align = 'end' }: MenuProps) {
  const chosen = useRef<(() => void) | null>(null);
  const choose = (item: MenuItem) => () => {
    chosen.current = item.onSelect;
  };
  // The focus goes back to the button when the menu closes. What the item does waits for that: it may move the focus.
  const act = () => {
    const action = chosen.current;
    chosen.current = null;
    if (action) setTimeout(action);
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={act}
        >
          {items.map((item) => (
            <Fragment key={item.label}>
              {item.separated && <DropdownMenu.Separator className={styles.separator} />}
              {item.checked === undefined ? (
                <DropdownMenu.Item
                  className={styles.item}
                  data-danger={item.danger || undefined}
                  disabled={item.disabled}
                  onSelect={choose(item)}
                >
                  <ItemContent item={item} />
                </DropdownMenu.Item>
              ) : (
                <DropdownMenu.CheckboxItem
                  className={styles.item}
                  checked={item.checked}
                  disabled={item.disabled}
                  onSelect={choose(item)}
                >
                  <ItemContent item={item} />
                </DropdownMenu.CheckboxItem>
              )}
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function ItemContent({ item }: { item: MenuItem }) {
  return (
    <>
      <span className={styles.icon} aria-hidden="true">
        {item.checked ? '✓' : item.icon}
      </span>
      <span>{item.label}</span>
      {item.note && <span className={styles.note}>{item.note}</span>}
    </>
  );
}
