/** The backend for work that takes a while: its tiles are measured the first time and remembered. */
import { type Backend, selectBackend } from '../engine/backend';
import type { TileChoices } from '../engine/kernels/tileChoice';
import { tuneTiles } from '../engine/tuneTiles';
import type { BackendPreference } from '../protocol/commands';
import { readSettings, saveSettings } from '../storage/settings';

/**
 * Makes the preferred backend active, with the tiles that suit it.
 * @throws backend-unavailable when an explicitly named backend cannot be had.
 */
export async function selectTunedBackend(preference: BackendPreference): Promise<Backend> {
  const backend = await selectBackend(preference);
  // Without storage it is measured each time, and otherwise the same.
  const known = await readSettings().then(
    (settings) => settings.tiles,
    (): TileChoices[] => [],
  );
  const tiles = await tuneTiles(backend, known);
  if (tiles && !known.includes(tiles)) {
    const others = known.filter(({ adapter }) => adapter !== tiles.adapter);
    await saveSettings({ tiles: [...others, tiles] }).catch(() => undefined);
  }
  return backend;
}
