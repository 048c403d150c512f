/** Every kernel as TensorFlow.js has it, by name. */
import type { KernelName } from '../../problems/kernels/names';
import type { KernelOperation } from '../kernelProgram';
import { convolutions } from './convolutions';
import { elements } from './elements';
import { images } from './images';
import { losses } from './losses';
import { normalizations } from './normalizations';
import { products } from './products';
import { tables } from './tables';

export const plainKernels: Record<KernelName, KernelOperation> = {
  ...products,
  ...convolutions,
  ...normalizations,
  ...losses,
  ...tables,
  ...images,
  ...elements,
};
