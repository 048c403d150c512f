/** Which backends work on this machine, and which one would be taken. */
import { selectBackend } from '../engine/backend';
import type { ProbeResult } from '../protocol/commands';
import type { BackendInfo, BackendName } from '../protocol/events';

const names: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];

/** Starts each backend in turn; the automatic choice is the active one afterwards. */
export async function probeBackends(): Promise<ProbeResult> {
  const available: BackendInfo[] = [];
  for (const name of names) {
    const backend = await selectBackend(name).catch(() => null);
    if (backend) available.push(backend.info);
  }
  return { available, automatic: (await selectBackend('auto')).info };
}
