/** Every kernel as this project has it: where it replaces TensorFlow.js' own, through TensorFlow.js' operation. */

import type { KernelOperation } from '../../plain/kernelProgram';
import { plainKernels } from '../../plain/kernels/catalogue';
import type { KernelName } from '../../problems/kernels/names';
import { data } from './data';
import { layers } from './layers';
import { losses } from './losses';

export const ourKernels: Record<KernelName, KernelOperation> = {
  ...plainKernels,
  ...layers,
  ...losses,
  ...data,
};
