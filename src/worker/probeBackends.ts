/** Which backends work on this machine, and which one would be taken. */
import { expectedWasm, expectedWithoutGpu, selectBackend } from '../engine/backend';
import type { ProbeResult } from '../protocol/commands';

/**
 * A GPU is started, since only then it is known to work; of WASM it is only said how it would compute. Whoever computes
 * here afterwards selects a backend first.
 */
export async function probeBackends(): Promise<ProbeResult> {
  const gpu = await selectBackend('webgpu').catch(() => null);
  const { info: cpu } = await selectBackend('cpu');
  const wasm = await expectedWasm();
  const withoutGpu = await expectedWithoutGpu();
  return {
    available: [gpu?.info, wasm, cpu].filter((info) => info !== undefined && info !== null),
    automatic: withoutGpu ?? gpu?.info ?? wasm ?? cpu,
  };
}
