/**
 * Kernels assembled for WASM, which work in the memory of TensorFlow.js' WASM backend: they take addresses of its tensors
 * and read and write them in place.
 */
import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { AnnealError } from '../../../protocol/errors';
import { assemble, type Code, createLocals, type Local, v128 } from './assembler';

/** Takes addresses in bytes and counts. */
export type WasmKernel = (...parameters: number[]) => void;

/** Kernels of one memory, by key. */
const kernels = new WeakMap<WebAssembly.Memory, Map<string, WasmKernel>>();

let simd: boolean | null = null;

function hasSimd(): boolean {
  simd ??= WebAssembly.validate(assemble(0, [], v128.store([0x41, 0], v128.zero), { shared: false }));
  return simd;
}

/** The memory of the active backend; null where that is not WASM, or the engine has no SIMD instructions. */
export function wasmMemory(): WebAssembly.Memory | null {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm) || !hasSimd()) return null;
  // Emscripten leaves in its module the memory that it imports, with threads, or the exports with that of its own.
  const module: object = backend.wasm;
  const exported = 'asm' in module ? module.asm : null;
  const memory =
    'wasmMemory' in module
      ? module.wasmMemory
      : typeof exported === 'object' && exported !== null && 'memory' in exported
        ? exported.memory
        : null;
  return memory instanceof WebAssembly.Memory ? memory : null;
}

/**
 * Where a tensor of the active WASM backend begins, in bytes. Valid as long as the tensor is: the memory grows at its end.
 */
export function addressOf(tensor: tf.TensorInfo): number {
  const backend = tf.backend();
  if (backend instanceof BackendWasm) return backend.getMemoryOffset(tensor.dataId);
  throw new AnnealError('internal', 'Only tensors on WASM have an address.');
}

/**
 * A kernel in `memory`, assembled at the first call with this key.
 * @param key everything that `build` writes into the instructions.
 * @param build gets the parameters, all i32, and a maker of further locals.
 */
export function wasmKernel(
  memory: WebAssembly.Memory,
  key: string,
  parameters: number,
  build: (parameters: Local[], local: ReturnType<typeof createLocals>['local']) => Code,
): WasmKernel {
  const known = kernels.get(memory) ?? new Map<string, WasmKernel>();
  kernels.set(memory, known);
  const kernel = known.get(key) ?? instantiate(memory, parameters, build);
  known.set(key, kernel);
  return kernel;
}

function instantiate(
  memory: WebAssembly.Memory,
  parameters: number,
  build: Parameters<typeof wasmKernel>[3],
): WasmKernel {
  const locals = createLocals(parameters);
  const body = build(locals.parameters, locals.local);
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const module = new WebAssembly.Module(assemble(parameters, locals.declared, body, { shared }));
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  if (typeof run !== 'function') throw new Error('An assembled module has no function "run".');
  return (...values) => {
    run(...values);
  };
}
