/**
 * Adagrad (Duchi et al. 2011) as PyTorch has it: v ← v + g²; p ← p − η/(1 + (t−1)·decay) · g/(√v + ε).
 * Weight decay is part of the gradient.
 */
import type { OptimizerConfig } from '../../protocol/config';
import type { Optimizer } from './optimizer';

export function adagrad({
  epsilon,
  learningRateDecay,
  initialAccumulator,
}: Extract<OptimizerConfig, { name: 'adagrad' }>): Optimizer {
  return {
    slots: ['squareSum'],
    initial: [initialAccumulator],
    scalars: (step) => [1 / (1 + (step - 1) * learningRateDecay), epsilon],
    update(value, gradient, [sum], rate, decay, [slowing = 1]) {
      if (!sum) return;
      for (let i = 0; i < value.length; i++) {
        const p = value[i]!;
        const g = gradient[i]! + decay * p;
        const v = sum[i]! + g * g;
        sum[i] = v;
        value[i] = p - (rate * slowing * g) / (Math.sqrt(v) + epsilon);
      }
    },
    wgsl: /* wgsl */ `
      let d = g + decay * p;
      s0 = s0 + d * d;
      p = p - rate * k0 * d / (sqrt(s0) + vec4f(k1));`,
  };
}
