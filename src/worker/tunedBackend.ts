/** The backend of the workers, with tiles that the settings remember. */
import type { Backend } from '../engine/backend';
import { selectTunedBackend as select } from '../engine/tunedBackend';
import type { BackendPreference } from '../protocol/commands';
import { readSettings, saveSettings } from '../storage/settings';

/** @throws backend-unavailable when an explicitly named backend cannot be had. */
export function selectTunedBackend(preference: BackendPreference): Promise<Backend> {
  return select(preference, {
    read: async () => (await readSettings()).tiles,
    write: (tiles) => saveSettings({ tiles }),
  });
}
