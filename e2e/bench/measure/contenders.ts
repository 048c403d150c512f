/** Who takes part, and on what. */

export const contenderNames = [
  'plain-webgpu',
  'plain-wasm',
  'jax-webgpu',
  'jax-wasm',
  'ours-eager',
  'ours-replay',
  'ours-wasm',
] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface ContenderSpec {
  label: string;
  /** The bundle: the kernels of the engine replace TensorFlow.js' own, so each library has a worker to itself. */
  library: 'plain' | 'jax' | 'ours';
  backend: 'webgpu' | 'wasm';
  /** Steps are recorded once and replayed. */
  replay?: boolean;
}

export const contenders: Record<ContenderName, ContenderSpec> = {
  'plain-webgpu': { label: 'TensorFlow.js, WebGPU', library: 'plain', backend: 'webgpu' },
  'plain-wasm': { label: 'TensorFlow.js, WASM', library: 'plain', backend: 'wasm' },
  'jax-webgpu': { label: 'jax-js jit, WebGPU', library: 'jax', backend: 'webgpu' },
  'jax-wasm': { label: 'jax-js jit, WASM', library: 'jax', backend: 'wasm' },
  'ours-eager': { label: 'Anneal eager, WebGPU', library: 'ours', backend: 'webgpu' },
  'ours-replay': { label: 'Anneal replayed, WebGPU', library: 'ours', backend: 'webgpu', replay: true },
  'ours-wasm': { label: 'Anneal, WASM', library: 'ours', backend: 'wasm' },
};

/** Every ratio is against this one. */
export const reference: ContenderName = 'plain-webgpu';
