/** The backend of a command, with tiles that the user's cache folder remembers. */
import type { Backend } from '../engine/backend';
import { selectTunedBackend as select } from '../engine/tunedBackend';
import type { BackendPreference } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { installNodeGpu, mayHaveGpu } from './nodeGpu';
import { cacheFolder, tileCache } from './tileCache';

/** @throws backend-unavailable when an explicitly named backend cannot be had. */
export async function selectTunedBackend(preference: BackendPreference): Promise<Backend> {
  const asksForGpu = preference === 'webgpu' || (preference === 'auto' && mayHaveGpu());
  if (asksForGpu && !(await installNodeGpu()) && preference === 'webgpu') {
    throw new AnnealError('backend-unavailable', 'The optional package `webgpu` cannot be loaded.', {
      received: preference,
      remedy: 'Install it (npm install webgpu), or choose auto, wasm or cpu.',
    });
  }
  return select(preference, tileCache(cacheFolder()));
}
