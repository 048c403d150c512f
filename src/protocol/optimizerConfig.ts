/** The optimizers and their options. Rules and sources: `engine/optimizers/rules.ts`. */
import { z } from 'zod';

const momentum = z
  .number()
  .min(0)
  .max(1)
  .meta({ title: 'Momentum', description: 'How much of the last update is added to the next one.' })
  .default(0);

const epsilon = z.number().positive().meta({
  title: 'ε',
  description: 'Added to the denominator, so that a vanishing gradient is not divided by zero.',
  also: 'eps',
});

const squareDecay = z.number().min(0).lt(1).meta({
  description: 'Decay rate of the running average of squared gradients.',
});

const adamOptions = {
  beta1: z
    .number()
    .min(0)
    .lt(1)
    .meta({
      title: 'β₁',
      description: 'Decay rate of the running average of gradients.',
      also: 'beta 1 first moment momentum',
    })
    .default(0.9),
  beta2: squareDecay.meta({ title: 'β₂', also: 'beta 2 second moment' }).default(0.999),
  epsilon: epsilon.default(1e-8),
  amsgrad: z
    .boolean()
    .meta({
      title: 'AMSGrad',
      description: 'Divides by the largest average of squared gradients so far, not by the latest.',
    })
    .default(false),
};

export const optimizerSchema = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z.literal('sgd'),
      momentum,
      nesterov: z.boolean().meta({ title: 'Nesterov momentum' }).default(false),
    }),
    z.strictObject({ name: z.literal('adam'), ...adamOptions }),
    z.strictObject({ name: z.literal('adamw'), ...adamOptions }),
    z.strictObject({
      name: z.literal('rmsprop'),
      alpha: squareDecay.meta({ title: 'α', also: 'smoothing constant rho' }).default(0.99),
      epsilon: epsilon.default(1e-8),
      momentum,
    }),
    z.strictObject({
      name: z.literal('adagrad'),
      epsilon: epsilon.default(1e-10),
      learningRateDecay: z
        .number()
        .min(0)
        .meta({
          title: 'Learning-rate decay',
          description: 'The rate is divided by 1 + decay · step.',
          also: 'lr_decay',
        })
        .default(0),
      initialAccumulator: z
        .number()
        .min(0)
        .meta({
          title: 'Initial accumulator',
          description: 'What the sum of squared gradients begins with.',
          also: 'initial_accumulator_value',
        })
        .default(0),
    }),
  ])
  .meta({ title: 'Optimizer', essential: true, also: 'solver' });
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
