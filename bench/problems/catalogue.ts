/** The problems of the bench, by name: training steps of models, and kernels. */
import { dcmnetProblem } from './dcmnet';
import { createKernelProblem, kernelTitle } from './kernels/catalogue';
import { type KernelName, kernelNames } from './kernels/names';
import { messagesProblem } from './messages';
import { mlpProblem } from './mlp';
import { neuronsProblem } from './neurons';
import type { Problem } from './problem';
import { unetProblem } from './unet';

export const modelNames = ['mlp-small', 'mlp-large', 'unet', 'messages', 'dcmnet', 'neurons'] as const;
export type ModelName = (typeof modelNames)[number];

export const problemNames = [...modelNames, ...kernelNames] as const;
export type ProblemName = (typeof problemNames)[number];

const modelTitles: Record<ModelName, string> = {
  'mlp-small': 'MLP 8→32×3→4, batch 32',
  'mlp-large': 'MLP 64→256×4→8, batch 256',
  unet: 'U-Net 64², base 16, 3 levels, batch 2',
  messages: 'Message passing, 32 molecules × 18 atoms, 64 features, 3 blocks',
  dcmnet: 'DCMNet, 16 molecules of 3 to 23 atoms, 512 points each, degree 2, 16 features, 2 iterations',
  neurons:
    'Neurons, 3 sessions, 256 clips of 12 × 16², 3 filters over time, 64 of 9², FiLM, Gaussian readouts',
};

export const isKernelName = (name: ProblemName): name is KernelName => !(name in modelTitles);

export function problemTitle(name: ProblemName): string {
  return isKernelName(name) ? kernelTitle(name) : modelTitles[name];
}

export function createProblem(name: ProblemName): Problem {
  if (isKernelName(name)) return createKernelProblem(name);
  switch (name) {
    case 'mlp-small':
      return mlpProblem(32, [8, 32, 32, 32, 4]);
    case 'mlp-large':
      return mlpProblem(256, [64, 256, 256, 256, 256, 8]);
    case 'unet':
      return unetProblem(2, 64, 16, 3);
    case 'messages':
      return messagesProblem(32, 18, 64, 3);
    case 'dcmnet':
      return dcmnetProblem({ features: 16, basis: 16, iterations: 2, nDcm: 2 });
    case 'neurons':
      return neuronsProblem({
        ...{ temporal: 3, filters: 64, kernel: 9 },
        sessions: [
          { units: 16, samples: 86 },
          { units: 12, samples: 85 },
          { units: 20, samples: 85 },
        ],
      });
  }
}
