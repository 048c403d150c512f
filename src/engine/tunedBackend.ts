/** The backend for work that takes a while: its tiles are measured the first time and remembered. */
import type { BackendPreference } from '../protocol/commands';
import { type Backend, selectBackend } from './backend';
import type { TileChoices } from './kernels/program/tileChoice';
import { tuneTiles } from './step/tuneTiles';

/** Where measured tiles are kept, one entry an adapter. Both may fail: tiles are then measured each time. */
export interface TileMemory {
  read(): Promise<TileChoices[]>;
  write(all: TileChoices[]): Promise<void>;
}

/**
 * Makes the preferred backend active, with the tiles that suit it.
 * @throws backend-unavailable when an explicitly named backend cannot be had.
 */
export async function selectTunedBackend(
  preference: BackendPreference,
  memory: TileMemory,
): Promise<Backend> {
  const backend = await selectBackend(preference);
  const known = await memory.read().catch((): TileChoices[] => []);
  const tiles = await tuneTiles(backend, known);
  if (tiles && !known.includes(tiles)) await rememberTiles(memory, tiles);
  return backend;
}

/** Adds one adapter's choices, or replaces them; read again, since measuring took a while. */
export async function rememberTiles(memory: TileMemory, tiles: TileChoices): Promise<void> {
  const known = await memory.read().catch((): TileChoices[] => []);
  const others = known.filter(({ adapter }) => adapter !== tiles.adapter);
  await memory.write([...others, tiles]).catch(() => undefined);
}
