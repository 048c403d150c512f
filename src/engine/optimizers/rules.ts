/**
 * The optimizers' update rules, as PyTorch has them, and the proximal step that may follow. To add one: its options in
 * `protocol/optimizerConfig.ts`, its rule here, written twice as the contract says, and its case in `createOptimizer`.
 */
import type { OptimizerConfig } from '../../protocol/optimizerConfig';
import type { Optimizer } from './optimizer';

/** The optimizer of a configuration. */
export function createOptimizer(config: OptimizerConfig): Optimizer {
  switch (config.name) {
    case 'sgd':
      return sgd(config);
    case 'adam':
      return adam(config, 'l2');
    case 'adamw':
      return adam(config, 'decoupled');
    case 'rmsprop':
      return rmsprop(config);
    case 'adagrad':
      return adagrad(config);
  }
}

type OptionsOf<Name extends OptimizerConfig['name']> = Extract<OptimizerConfig, { name: Name }>;

/**
 * Stochastic gradient descent with (Nesterov) momentum:
 * g ← g + λp; m ← μm + g; p ← p − η·(nesterov ? g + μm : m). Sutskever et al., ICML 2013.
 */
function sgd({ momentum, nesterov }: OptionsOf<'sgd'>): Optimizer {
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

/**
 * Adam (Kingma and Ba 2015), AMSGrad (Reddi et al. 2018) and AdamW (Loshchilov and Hutter 2019):
 * m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
 * Weight decay is part of the gradient ('l2', Adam) or taken from the parameter first ('decoupled', AdamW).
 */
function adam(
  { beta1, beta2, epsilon, amsgrad }: Omit<OptionsOf<'adam'>, 'name'>,
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
    // η·√(1−β₂ᵗ)/(1−β₁ᵗ)/(√v + ε), v as the update took it.
    proximalRate: {
      at: ([, second, largest], i, rate, [, , , , correct1 = 1, correct2 = 1]) =>
        (rate * correct1) / (correct2 * (Math.sqrt((largest ?? second)![i]!) + epsilon)),
      wgsl: `vec4f(rate * k4) / (k5 * (sqrt(${amsgrad ? 's2' : 's1'}) + vec4f(k6)))`,
    },
  };
}

/**
 * RMSprop (Tieleman and Hinton 2012): v ← αv + (1−α)g²; step g/(√v + ε), with optional momentum
 * b ← μb + g/(√v + ε). Weight decay is part of the gradient.
 */
function rmsprop({ alpha, epsilon, momentum }: OptionsOf<'rmsprop'>): Optimizer {
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

/**
 * Adagrad (Duchi et al. 2011): v ← v + g²; p ← p − η/(1 + (t−1)·decay) · g/(√v + ε).
 * Weight decay is part of the gradient.
 */
function adagrad({ epsilon, learningRateDecay, initialAccumulator }: OptionsOf<'adagrad'>): Optimizer {
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

/**
 * The proximal step of an L1 penalty, after the optimizer's own: p ← sign(p)·max(|p| − ηλ, 0). It sets small values to
 * exactly zero, which a subgradient in the loss does not. Parikh and Boyd, "Proximal algorithms", 2014, §6.5.2. In place.
 * @param threshold ηλ of an element.
 */
export function softThreshold(values: Float32Array, threshold: (i: number) => number): void {
  for (let i = 0; i < values.length; i++) {
    const p = values[i]!;
    values[i] = Math.sign(p) * Math.max(Math.abs(p) - threshold(i), 0);
  }
}

/** The same for the `vec4f` expression `p`. */
export const softThresholdWgsl = (p: string, threshold: string): string =>
  `sign(${p}) * max(abs(${p}) - vec4f(${threshold}), vec4f(0.0))`;
