/** Chooses the theme. */
import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/controls/Button';
import { Menu } from '../../ui/controls/Menu';
import styles from './ThemeMenu.module.css';
import { applyTheme, readTheme, type Theme } from './theme';

const choices: { theme: Theme; label: string }[] = [
  { theme: 'system', label: 'As the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
];

const icons = { system: <Monitor />, light: <Sun />, dark: <Moon /> };

export function ThemeMenu() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <Menu
      align="start"
      trigger={
        <Button kind="quiet" icon={icons[theme]} aria-label="Choose the theme" className={styles.button} />
      }
      items={choices.map((choice) => ({
        label: choice.label,
        checked: choice.theme === theme,
        onSelect: () => {
          applyTheme(choice.theme);
          setTheme(choice.theme);
        },
      }))}
    />
  );
}
