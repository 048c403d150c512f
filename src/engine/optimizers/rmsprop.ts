/**
 * RMSprop as PyTorch has it (Tieleman and Hinton 2012): v ← αv + (1−α)g²; step g/(√v + ε), with optional momentum
 * b ← μb + g/(√v + ε). Weight decay is part of the gradient.
 */
import type { OptimizerConfig } from '../../protocol/config';
import type { Optimizer } from './optimizer';

export function rmsprop({
  alpha,
  epsilon,
  momentum,
}: Extract<OptimizerConfig, { name: 'rmsprop' }>): Optimizer {
  const slots = ['squareAverage', ...(momentum > 0 ? ['momentum'] : [])];
  return {
    slots,
    initial: slots.map(() => 0),
    scalars: () => [alpha, 1 - alpha, epsilon, momentum],
    update(value, gradient, [square, velocity], rate, decay) {
      if (!square) return;
      for (let i = 0; i < value.length; i++) {
        const p = value[i]!;
        const g = gradient[i]! + decay * p;
        const v = alpha * square[i]! + (1 - alpha) * g * g;
        square[i] = v;
        let direction = g / (Math.sqrt(v) + epsilon);
        if (velocity) {
          direction += momentum * velocity[i]!;
          velocity[i] = direction;
        }
        value[i] = p - rate * direction;
      }
    },
    wgsl: /* wgsl */ `
      let d = g + decay * p;
      s0 = k0 * s0 + k1 * d * d;
      var direction = d / (sqrt(s0) + vec4f(k2));
      ${momentum > 0 ? 'direction = direction + k3 * s1; s1 = direction;' : ''}
      p = p - rate * direction;`,
  };
}
