/**
 * Stochastic gradient descent with (Nesterov) momentum, as PyTorch defines it:
 * g ← g + λp; m ← μm + g; p ← p − η·(nesterov ? g + μm : m). Sutskever et al., ICML 2013.
 */
import type { OptimizerConfig } from '../../protocol/config';
import type { Optimizer } from './optimizer';

export function sgd({ momentum, nesterov }: Extract<OptimizerConfig, { name: 'sgd' }>): Optimizer {
  const slots = momentum > 0 ? ['momentum'] : [];
  return {
    slots,
    initial: [0],
    scalars: () => [momentum],
    update(value, gradient, [velocity], rate, decay) {
      for (let i = 0; i < value.length; i++) {
        const p = value[i]!;
        const g = gradient[i]! + decay * p;
        let direction = g;
        if (velocity) {
          const m = momentum * velocity[i]! + g;
          velocity[i] = m;
          direction = nesterov ? g + momentum * m : m;
        }
        value[i] = p - rate * direction;
      }
    },
    wgsl: /* wgsl */ `
      let d = g + decay * p;
      ${
        slots.length === 0
          ? 'p = p - rate * d;'
          : `s0 = k0 * s0 + d;
      p = p - rate * ${nesterov ? '(d + k0 * s0)' : 's0'};`
      }`,
  };
}
