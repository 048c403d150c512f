/** Which of the sheets that can be opened from everywhere is open: help, alerts, loggers, the palette of commands. */
import { createStore } from 'zustand/vanilla';

export type Sheet = 'help' | 'alerts' | 'loggers' | 'commands';

export const sheets = createStore<{ open: Sheet | null }>(() => ({ open: null }));

/** One at a time: another one that is open gives way. */
export function openSheet(sheet: Sheet): void {
  sheets.setState({ open: sheet });
}

export function closeSheet(): void {
  sheets.setState({ open: null });
}
