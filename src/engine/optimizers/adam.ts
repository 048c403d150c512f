/**
 * Adam (Kingma and Ba 2015), AMSGrad (Reddi et al. 2018) and AdamW (Loshchilov and Hutter 2019), as PyTorch has them:
 * m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
 * Weight decay is part of the gradient ('l2', Adam) or taken from the parameter first ('decoupled', AdamW).
 */
import type { OptimizerConfig } from '../../protocol/config';
import type { Optimizer } from './optimizer';

type AdamConfig = Pick<Extract<OptimizerConfig, { name: 'adam' }>, 'beta1' | 'beta2' | 'epsilon' | 'amsgrad'>;

export function adam(
  { beta1, beta2, epsilon, amsgrad }: AdamConfig,
  decayKind: 'l2' | 'decoupled',
): Optimizer {
  const decoupled = decayKind === 'decoupled';
  const slots = ['firstMoment', 'secondMoment', ...(amsgrad ? ['largestSecondMoment'] : [])];
  return {
    slots,
    initial: slots.map(() => 0),
    // 1 − β is a scalar of its own: computed in float32 it would lose four digits for β₂ = 0.999.
    scalars: (step) => [
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      1 / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
      epsilon,
    ],
    update(value, gradient, [first, second, largest], rate, decay, [, , , , correct1 = 1, correct2 = 1]) {
      if (!first || !second) return;
      for (let i = 0; i < value.length; i++) {
        let p = value[i]!;
        let g = gradient[i]!;
        if (decoupled) p -= rate * decay * p;
        else g += decay * p;
        const m = beta1 * first[i]! + (1 - beta1) * g;
        let v = beta2 * second[i]! + (1 - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        if (largest) {
          v = Math.max(largest[i]!, v);
          largest[i] = v;
        }
        value[i] = p - (rate * correct1 * m) / (Math.sqrt(v) * correct2 + epsilon);
      }
    },
    wgsl: /* wgsl */ `
      ${decoupled ? 'p = p - rate * decay * p; let d = g;' : 'let d = g + decay * p;'}
      s0 = k0 * s0 + k1 * d;
      s1 = k2 * s1 + k3 * d * d;
      ${amsgrad ? 's2 = max(s2, s1); let v = s2;' : 'let v = s1;'}
      p = p - rate * k4 * s0 / (sqrt(v) * k5 + vec4f(k6));`,
  };
}
