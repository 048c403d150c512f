/** Where the reader was last, for coming back to the bare address. */
import { readSettings, saveSettings } from '../storage/settings';

/** An address within the page; null on a first visit, or when it cannot be read. */
export async function lastPlace(): Promise<string | null> {
  return readSettings().then(
    (settings) => settings.lastPlace,
    () => null,
  );
}

/** Remembers an address. Losing it is no harm, so a failure says nothing. */
export function rememberPlace(address: string): void {
  saveSettings({ lastPlace: address }).catch(() => undefined);
}
