/**
 * Light, dark, or as the system has it. Kept in localStorage, not in the database, because it must be known
 * before the first paint.
 */
export type Theme = 'system' | 'light' | 'dark';

const key = 'anneal.theme';

export function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system'; // Storage is denied in some private windows.
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Not kept; the page shows it all the same.
  }
}
