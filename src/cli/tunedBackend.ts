/** The backend of a command, with tiles that are measured the first time and remembered. */
import { type Backend, selectBackend } from '../engine/backend';
import { tuneTiles } from '../engine/tuneTiles';
import type { BackendPreference } from '../protocol/commands';
import { installNodeGpu } from './nodeGpu';
import { cacheFolder, readTiles, rememberTiles } from './tileCache';

/**
 * Makes the preferred backend active.
 * @throws backend-unavailable when an explicitly named backend cannot be had.
 */
export async function selectTunedBackend(preference: BackendPreference): Promise<Backend> {
  if (preference === 'auto' || preference === 'webgpu') installNodeGpu();
  const backend = await selectBackend(preference);
  const known = await readTiles(cacheFolder());
  const tiles = await tuneTiles(backend, known);
  if (tiles && !known.includes(tiles)) await rememberTiles(cacheFolder(), tiles);
  return backend;
}
