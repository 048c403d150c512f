/** Who takes part, and on what. */
import { isKernelName, type ProblemName } from '../problems/catalogue';

export const contenderNames = [
  'plain-webgpu',
  'plain-wasm',
  'jax-webgpu',
  'jax-wasm',
  'ours-eager',
  'ours-replay',
  'ours-wasm',
  'pytorch',
] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface ContenderSpec {
  label: string;
  /** The bundle: the kernels of the engine replace TensorFlow.js' own, so each library has a worker to itself. */
  library: 'plain' | 'jax' | 'ours' | 'pytorch';
  backend: 'webgpu' | 'wasm' | 'cpu';
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
  pytorch: { label: 'PyTorch, one thread', library: 'pytorch', backend: 'cpu' },
};

/** Kernels that are measured in jax-js too. */
const jaxKernels: readonly ProblemName[] = ['matmul', 'conv'];

/** Problems that PyTorch is handed; `bench/pytorch.py` measures the others by itself. */
const pytorchProblems: readonly ProblemName[] = ['dcmnet', 'neurons'];

/** Problems that jax-js has no operations for (its gathers along edges have no way back), or no model here. */
const notInJax: readonly ProblemName[] = ['dcmnet', 'neurons'];

/** Whether a contender takes part: a kernel alone has no step to replay. */
export function takesPart(name: ContenderName, problem: ProblemName): boolean {
  const { library, replay } = contenders[name];
  if (library === 'pytorch') return pytorchProblems.includes(problem);
  if (!isKernelName(problem)) return library !== 'jax' || !notInJax.includes(problem);
  return !replay && (library !== 'jax' || jaxKernels.includes(problem));
}

/** Every ratio is against this one. */
export const reference: ContenderName = 'plain-webgpu';
