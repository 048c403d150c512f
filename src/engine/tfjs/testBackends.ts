/**
 * Runs a suite of tests on every backend. Where WebGPU cannot be had its suite is skipped, by a title that says why;
 * with ANNEAL_REQUIRE_WEBGPU=1, as `npm test` sets it, it fails instead. `npm run test:quick` keeps the CPU only.
 */
import { beforeAll, describe, it } from 'vitest';
import { installNodeGpu } from '../../cli/nodeGpu';
import type { BackendName } from '../../protocol/events';
import { type Backend, selectBackend } from '../backend';

/** ANNEAL_BACKENDS names some of them; in a browser only WebGPU is of interest (`scripts/engines/`). */
const wanted = process.env.ANNEAL_BACKENDS?.split(',');
const all: readonly BackendName[] = ['cpu', 'wasm', 'webgpu'];

/**
 * @param suite declares tests with `it`; when they run, the backend is active in TensorFlow.js.
 *   `backend()` is the selected backend and only to be called inside tests and hooks.
 */
export function describeOnBackends(
  title: string,
  suite: (name: BackendName, backend: () => Backend) => void,
  on: readonly BackendName[] = all,
): void {
  for (const name of on) {
    const reason = reasonToSkip(name);
    if (reason !== null) {
      describe(`${title} on ${name}`, () => {
        it.skip(`SKIPPED: ${reason}`, () => {});
      });
      continue;
    }
    describe(`${title} on ${name}`, () => {
      let selected: Backend | null = null;
      beforeAll(async () => {
        selected = await selectBackend(name);
      });
      suite(name, () => {
        if (!selected) throw new Error('The backend exists only while tests run.');
        return selected;
      });
    });
  }
}

const required = process.env.ANNEAL_REQUIRE_WEBGPU === '1';
const quick = process.env.ANNEAL_QUICK === '1' && !required;
/** Why there is no WebGPU here; null when there is. Known before the suites are declared. */
const withoutWebGpu: string | null = quick ? null : await probe();

function reasonToSkip(name: BackendName): string | null {
  // Told, not left out: a file without any suite counts as broken.
  if (wanted && !wanted.includes(name)) return `ANNEAL_BACKENDS takes ${wanted.join(', ')} only`;
  if (quick && name !== 'cpu') return 'npm run test:quick takes the CPU only';
  return name === 'webgpu' && withoutWebGpu !== null && !required
    ? `no WebGPU on this machine (${withoutWebGpu})`
    : null;
}

async function probe(): Promise<string | null> {
  try {
    await installNodeGpu();
    const adapter = await navigator.gpu.requestAdapter();
    return adapter ? null : 'no adapter: is a Vulkan driver installed?';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
