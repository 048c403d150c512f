/** The problems of the bench, by name. */
import { messagesProblem } from './messages';
import { mlpProblem } from './mlp';
import { normalBlock, type Problem } from './problem';
import { unetProblem } from './unet';

export const problemNames = ['mlp-small', 'mlp-large', 'unet', 'messages', 'matmul', 'conv'] as const;
export type ProblemName = (typeof problemNames)[number];

export const problemTitles: Record<ProblemName, string> = {
  'mlp-small': 'MLP 8→32×3→4, batch 32',
  'mlp-large': 'MLP 64→256×4→8, batch 256',
  unet: 'U-Net 64², base 16, 3 levels, batch 2',
  messages: 'Message passing, 32 molecules × 18 atoms, 64 features, 3 blocks',
  matmul: 'Kernel: matrix product 1024³',
  conv: 'Kernel: convolution 3×3, 64→64, 64²',
};

export function createProblem(name: ProblemName): Problem {
  switch (name) {
    case 'mlp-small':
      return mlpProblem(32, [8, 32, 32, 32, 4]);
    case 'mlp-large':
      return mlpProblem(256, [64, 256, 256, 256, 256, 8]);
    case 'unet':
      return unetProblem(2, 64, 16, 3);
    case 'messages':
      return messagesProblem(32, 18, 64, 3);
    case 'matmul': {
      const [left, right] = ['left', 'right'].map((side) => normalBlock(side, [1024, 1024], 1));
      return { kind: 'matmul', left: left!, right: right!, flops: 2 * 1024 ** 3 };
    }
    case 'conv': {
      const [size, channels] = [64, 64];
      return {
        kind: 'conv',
        left: normalBlock('left', [1, size, size, channels], 1),
        right: normalBlock('right', [3, 3, channels, channels], 1),
        flops: 2 * 9 * size ** 2 * channels ** 2,
      };
    }
  }
}
