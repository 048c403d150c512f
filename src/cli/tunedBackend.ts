/** The backend of a command, with tiles that the user's cache folder remembers. */
import type { Backend } from '../engine/backend';
import { selectTunedBackend as select } from '../engine/tunedBackend';
import type { BackendPreference } from '../protocol/commands';
import { installNodeGpu } from './nodeGpu';
import { cacheFolder, tileCache } from './tileCache';

/** @throws backend-unavailable when an explicitly named backend cannot be had. */
export async function selectTunedBackend(preference: BackendPreference): Promise<Backend> {
  if (preference === 'auto' || preference === 'webgpu') installNodeGpu();
  return select(preference, tileCache(cacheFolder()));
}
