/**
 * The learning-rate schedules and their options, called as PyTorch calls them. Lengths left at null mean "the whole
 * run". Formulas: `engine/schedules/`.
 */
import { z } from 'zod';

const unitOf = z.enum(['epoch', 'step']).meta({
  title: 'Unit',
  description: 'What the schedule and its warm-up count: epochs or optimizer steps.',
  also: 'interval',
});
const unit = unitOf.default('epoch');

const warmupOf = z.number().int().min(0);
const warmup = warmupOf
  .meta({
    title: 'Warm-up',
    description: 'The rate first rises to its start in a straight line, over so many epochs or steps.',
    also: 'warmup_steps warmup_epochs',
  })
  .default(0);

const minLearningRateOf = z
  .number()
  .min(0)
  .meta({ title: 'Min learning rate', also: 'lr eta_min min_lr lowest floor' });
const minLearningRate = minLearningRateOf.default(1e-6);

const gamma = z.number().positive().meta({ title: 'γ', description: 'The rate is multiplied by it.' });

const length = z.number().int().positive().nullable().meta({
  title: 'Length',
  description: 'Epochs or steps, after the warm-up, until the end is reached; empty is the whole run.',
  also: 'total_iters total_steps',
});

export const scheduleSchema = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('constant'), unit, warmup }),
    z.strictObject({
      name: z.literal('linear'),
      unit,
      warmup,
      endFactor: z
        .number()
        .min(0)
        .meta({ title: 'End factor', description: 'The last rate as a fraction of the first.' })
        .default(0.01),
      length: length.default(null),
    }),
    z.strictObject({
      name: z.literal('step'),
      unit,
      warmup,
      stepSize: z
        .number()
        .int()
        .positive()
        .meta({ title: 'Step size', description: 'Epochs or steps between two falls of the rate.' })
        .default(30),
      gamma: gamma.default(0.5),
    }),
    z.strictObject({
      name: z.literal('multiStep'),
      unit,
      warmup,
      milestones: z
        .array(z.number().int().positive())
        .meta({
          title: 'Milestones',
          description: 'Epochs or steps at which the rate falls, separated by commas.',
        })
        .default([30, 60]),
      gamma: gamma.default(0.1),
    }),
    z.strictObject({
      name: z.literal('exponential'),
      unit,
      warmup,
      gamma: gamma
        .max(1)
        .meta({ title: 'γ', description: 'The rate is multiplied by it after every epoch or step.' })
        .default(0.97),
    }),
    z.strictObject({
      name: z.literal('polynomial'),
      unit,
      warmup,
      power: z
        .number()
        .positive()
        .meta({ title: 'Power', description: '1 falls in a straight line, more falls faster at first.' })
        .default(1),
      minLearningRate,
      length: length.default(null),
    }),
    z.strictObject({
      name: z.literal('cosine'),
      unit,
      warmup,
      minLearningRate,
      length: length
        .meta({
          title: 'T_max',
          description:
            'Epochs or steps, after the warm-up, until the rate is lowest; empty is the whole run.',
        })
        .default(null),
    }),
    z.strictObject({
      name: z.literal('cosineWarmRestarts'),
      unit,
      warmup,
      minLearningRate,
      period: z
        .number()
        .int()
        .positive()
        .meta({ title: 'T₀', description: 'Epochs or steps until the first restart.', also: 'T_0' })
        .default(20),
      periodFactor: z
        .number()
        .int()
        .min(1)
        .meta({
          title: 'T_mult',
          description: 'After each restart the period is so many times as long as before.',
        })
        .default(2),
    }),
    z.strictObject({
      name: z.literal('oneCycle'),
      unit: unitOf.default('step'),
      warmup,
      riseFraction: z
        .number()
        .gt(0)
        .lt(1)
        .meta({ title: 'pct_start', description: 'Fraction of the cycle in which the rate rises.' })
        .default(0.3),
      startDivisor: z
        .number()
        .positive()
        .meta({ title: 'div_factor', description: 'The first rate is the learning rate divided by it.' })
        .default(25),
      endDivisor: z
        .number()
        .positive()
        .meta({ title: 'final_div_factor', description: 'The last rate is the first one divided by it.' })
        .default(1e4),
      length: length.default(null),
    }),
    z.strictObject({
      name: z.literal('plateau'),
      warmup: warmupOf
        .meta({
          title: 'Warm-up (epochs)',
          description: 'The rate first rises to the learning rate in a straight line, over so many epochs.',
        })
        .default(0),
      factor: z
        .number()
        .gt(0)
        .lt(1)
        .meta({
          title: 'Factor',
          description: 'The rate is multiplied by it when the monitored metric stands still.',
        })
        .default(0.5),
      patience: z
        .number()
        .int()
        .min(0)
        .meta({
          title: 'Patience',
          description: 'Epochs without improvement that are forgiven before the rate falls.',
        })
        .default(5),
      threshold: z
        .number()
        .min(0)
        .meta({ title: 'Threshold', description: 'Relative change that counts as an improvement.' })
        .default(1e-4),
      minLearningRate: minLearningRateOf.default(0),
    }),
  ])
  .meta({ title: 'Learning-rate schedule', also: 'lr scheduler annealing decay' });
export type ScheduleConfig = z.infer<typeof scheduleSchema>;
