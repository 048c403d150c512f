/**
 * Picks where to compute: hardware WebGPU, else WASM, else the CPU, and makes it TensorFlow.js' active backend.
 * It asks for its own device, with the limits and features that tfjs does not ask for, and listens for what tfjs
 * ignores: a lost device and uncaptured errors (a failed allocation otherwise reads as loss 0).
 */
import * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { AnnealError, sentence } from '../protocol/errors';
import type { BackendInfo, BackendName } from '../protocol/events';
import { deviceName, isSoftware, requestAdapter } from './adapter';
import { refuseOversizedBuffers } from './tfjs/bufferLimits';
import { installViews } from './tfjs/gpuInternals';
import './tfjs/corrections';
import './kernels/conv/conv2d';
import './kernels/conv/depthwise';
import './kernels/graph/gather';
import './kernels/product/stockGpu';
import './kernels/images/pooling';
import './kernels/reduce/stockGpu';
import './kernels/graph/sumById';
import './kernels/elementwise/stockWasm';
import './kernels/product/stockWasm';
import './kernels/reduce/stockWasm';
import { plannedThreads, startWasm } from './tfjs/wasmThreads';

export interface Backend {
  info: BackendInfo;
  /** Resolves when the GPU is gone; never on WASM and CPU. */
  lost: Promise<AnnealError>;
  /** The first GPU error since the last call, or null. What was computed since then is tainted. */
  takeFault(): AnnealError | null;
}

type Preference = 'auto' | BackendName;

/** Settles with the selection before. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Makes the preferred backend active. `auto` takes hardware WebGPU, else WASM (a software adapter is slower than
 * WASM), else the CPU; `info.reason` says why the first choice was not taken.
 * Calls take turns: of two that start a backend at once TensorFlow.js lets the first one fail.
 * @throws backend-unavailable when an explicitly named backend cannot be had.
 */
export function selectBackend(preference: Preference): Promise<Backend> {
  const selected = before.then(() => select(preference));
  before = selected.catch(() => {});
  return selected;
}

async function select(preference: Preference): Promise<Backend> {
  // Silences the advertisement of tfjs-node and other hints on standard error; changes no number.
  tf.env().set('PROD', true);
  if (preference === 'cpu') return selectCpu(null);
  if (preference === 'wasm') return selectWasm(null);
  const adapter = await requestAdapter();
  if (preference === 'webgpu') {
    if (typeof adapter === 'string') {
      throw new AnnealError('backend-unavailable', adapter, {
        received: 'webgpu',
        remedy: 'Use a browser with WebGPU, or choose auto, wasm or cpu.',
      });
    }
    return selectWebGpu(adapter);
  }
  const reason = reasonAgainst(adapter);
  return reason === null && typeof adapter !== 'string' ? selectWebGpu(adapter) : fallBack(reason);
}

/** Why the automatic choice does not take WebGPU; null where it does. */
function reasonAgainst(adapter: GPUAdapter | string): string | null {
  if (typeof adapter === 'string') return adapter;
  if (!isSoftware(adapter)) return null;
  return `The only WebGPU adapter here is software (${deviceName(adapter)}), which is slower than WASM.`;
}

/**
 * WASM as it would be taken: nothing is started for it, since each of its threads takes 17 MB and stays.
 * @returns null where there is no WebAssembly.
 */
export async function expectedWasm(): Promise<BackendInfo | null> {
  if (typeof WebAssembly === 'undefined') return null;
  const { threads, oneThread } = await plannedThreads();
  return wasmInfo(threads, [oneThread]);
}

/** As `expectedWasm`, with why `auto` takes it; null where `auto` takes WebGPU. */
export async function expectedWithoutGpu(): Promise<BackendInfo | null> {
  const reason = reasonAgainst(await requestAdapter());
  if (reason === null) return null;
  const wasm = await expectedWasm();
  return wasm ? { ...wasm, reason: [reason, wasm.reason].filter(Boolean).join(' ') } : cpuInfo(reason);
}

async function fallBack(reason: string | null): Promise<Backend> {
  try {
    return await selectWasm(reason);
  } catch (error) {
    return selectCpu(`${reason} WASM did not start either: ${AnnealError.from(error).message}`);
  }
}

const wantedFeatures: GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups', 'bgra8unorm-storage'];
const wantedLimits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
] as const;

const inBrowser = 'document' in globalThis || 'WorkerGlobalScope' in globalThis;
const instead = inBrowser
  ? 'reload the page, restart the browser, or train on WASM meanwhile'
  : 'start the program anew, or train on the backend wasm meanwhile';

/** Last, since drivers speak to those who write them. */
const driverSays = (words: string) => `The driver says: ${sentence(words)}`;

export function lossOfGpu(driver: string): AnnealError {
  return new AnnealError('device-lost', 'The GPU was lost: its driver or the browser took it away.', {
    remedy: `Resume from the last checkpoint. If it is lost again, ${instead}. ${driverSays(driver)}`,
  });
}

async function selectWebGpu(adapter: GPUAdapter): Promise<Backend> {
  const device = await adapter.requestDevice({
    requiredFeatures: wantedFeatures.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
  refuseOversizedBuffers(device);
  let fault: AnnealError | null = null;
  device.addEventListener('uncapturederror', ({ error }) => {
    const code = error instanceof GPUOutOfMemoryError ? 'out-of-memory' : 'device-lost';
    fault ??= new AnnealError(code, 'The GPU reported an error: what it computed since may be wrong.', {
      remedy: `Use a smaller batch or model, or another backend. ${driverSays(error.message)}`,
    });
  });
  const lost = device.lost.then(({ message, reason }) => lossOfGpu(`${reason}, ${message}`));
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend(
    'webgpu',
    () => {
      const backend = new WebGPUBackend(device, adapter.info);
      installViews(backend);
      return backend;
    },
    3,
  );
  // Small tensors stay on the GPU: handing them to the CPU would make results depend on sizes.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  // The packed program always: the split-K one adds with float atomics, in an order that changes from run to run.
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3);
  await activate('webgpu');
  return {
    info: { name: 'webgpu', device: deviceName(adapter), software: isSoftware(adapter), reason: null },
    lost,
    takeFault() {
      const taken = fault;
      fault = null;
      return taken;
    },
  };
}

const never = new Promise<AnnealError>(() => {});

/**
 * On as many threads as TensorFlow.js takes where the page is cross-origin isolated (`wasmThreads.ts`). More would not
 * help here: waking a second thread for every product costs more than it saves. Two threads on two cores, busy with other
 * work: a product of 1024³ 2.4 times faster, of 32³ 40 times slower, a training step of an MLP 64→256×4→8 twice as slow,
 * of 8→32×3→4 8 times.
 */
async function selectWasm(reason: string | null): Promise<Backend> {
  const oneThread = await startWasm(() => activate('wasm'));
  const info = await wasmInfo(getThreadsCount(), [reason, oneThread]);
  return { info, lost: never, takeFault: () => null };
}

async function wasmInfo(threads: number, reasons: readonly (string | null)[]): Promise<BackendInfo> {
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const device = `WASM${simd ? ', SIMD' : ''}, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
  return { name: 'wasm', device, software: false, reason: reasons.filter(Boolean).join(' ') || null };
}

function cpuInfo(reason: string | null): BackendInfo {
  return { name: 'cpu', device: 'JavaScript', software: false, reason };
}

async function selectCpu(reason: string | null): Promise<Backend> {
  await activate('cpu');
  return { info: cpuInfo(reason), lost: never, takeFault: () => null };
}

async function activate(name: BackendName): Promise<void> {
  const active = await tf.setBackend(name).catch(() => false);
  if (!active) {
    throw new AnnealError('backend-unavailable', `The ${name} backend did not start.`, {
      received: name,
      remedy: 'Choose another backend.',
    });
  }
  await tf.ready();
}
