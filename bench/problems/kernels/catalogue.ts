/** Every kernel's problem, by name. */
import type { KernelProblem } from '../problem';
import { convolutions } from './convolutions';
import { elements } from './elements';
import { images } from './images';
import type { KernelSpec } from './kernel';
import { losses } from './losses';
import type { KernelName } from './names';
import { normalizations } from './normalizations';
import { products } from './products';
import { tables } from './tables';

const kernels: Record<KernelName, KernelSpec> = {
  ...products,
  ...convolutions,
  ...normalizations,
  ...losses,
  ...tables,
  ...images,
  ...elements,
};

export const kernelTitle = (name: KernelName): string => `Kernel: ${kernels[name].title}`;

export function createKernelProblem(name: KernelName): KernelProblem {
  const { inputs, flops } = kernels[name];
  return { kind: 'kernel', name, inputs: inputs(), flops };
}
