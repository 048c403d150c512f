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
const warmupFromZero = z
  .boolean()
  .meta({
    title: 'Warm-up from 0',
    description: 'The first rate of the warm-up is 0, which trains nothing; off, it is a part of the rise.',
    also: 'warmupOffset init_value',
  })
  .default(false);
/** What every schedule has. */
const rise = { warmup, warmupFromZero };

const minLearningRateOf = z
  .number()
  .min(0)
  .meta({ title: 'Min learning rate', also: 'lr eta_min min_lr lowest floor' });
const minLearningRate = minLearningRateOf.default(1e-6);

const gamma = z.number().positive().meta({ title: 'γ', description: 'The rate is multiplied by it.' });

const minFactor = z.number().positive().max(1).nullable();

const riseFraction = z
  .number()
  .gt(0)
  .lt(1)
  .meta({ title: 'pct_start', description: 'Fraction of the cycle in which the rate rises.' })
  .default(0.3);
const startDivisor = z
  .number()
  .positive()
  .meta({ title: 'div_factor', description: 'The first rate is the learning rate divided by it.' });

const length = z.number().int().positive().nullable().meta({
  title: 'Length',
  description: 'Epochs or steps, after the warm-up, until the end is reached; empty is the whole run.',
  also: 'total_iters total_steps',
});

export const scheduleSchema = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('constant'), unit, ...rise }),
    z.strictObject({
      name: z.literal('linear'),
      unit,
      ...rise,
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
      ...rise,
      stepSize: z
        .number()
        .int()
        .positive()
        .nullable()
        .meta({
          title: 'Step size',
          description: 'Epochs or steps between two falls of the rate; empty is a third of the run.',
          also: 'step_epochs step_size',
        })
        .default(30),
      gamma: gamma.default(0.5),
    }),
    z.strictObject({
      name: z.literal('multiStep'),
      unit,
      ...rise,
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
      ...rise,
      gamma: gamma
        .max(1)
        .meta({ title: 'γ', description: 'The rate is multiplied by it after every epoch or step.' })
        .default(0.97),
      minFactor: minFactor
        .meta({
          title: 'Min factor',
          description: 'In place of γ: the fraction of the first rate that is reached at the end of the run.',
          also: 'min_lr_factor',
        })
        .default(null),
    }),
    z.strictObject({
      name: z.literal('polynomial'),
      unit,
      ...rise,
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
      ...rise,
      minLearningRate,
      minFactor: minFactor
        .meta({
          title: 'Min factor',
          description: 'In place of the min learning rate: the lowest rate as a fraction of the first.',
          also: 'min_lr_factor alpha',
        })
        .default(null),
      form: z
        .enum(['full', 'strict'])
        .meta({
          title: 'Form',
          description:
            'Strict takes the warm-up off T_max once more, as optax does with decay_steps, and stays level at the end.',
          also: 'optax decay_steps',
        })
        .default('full'),
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
      ...rise,
      minLearningRate,
      period: z
        .number()
        .int()
        .positive()
        .nullable()
        .meta({
          title: 'T₀',
          description: 'Epochs or steps until the first restart; empty is half of what follows the warm-up.',
          also: 'T_0 restart_period',
        })
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
      ...rise,
      riseFraction,
      startDivisor: startDivisor.default(25),
      endDivisor: z
        .number()
        .positive()
        .meta({ title: 'final_div_factor', description: 'The last rate is the first one divided by it.' })
        .default(1e4),
      length: length.default(null),
    }),
    z.strictObject({
      name: z.literal('oneCycles'),
      unit: unitOf.default('step'),
      ...rise,
      cycles: z
        .number()
        .int()
        .positive()
        .meta({
          title: 'Cycles',
          description:
            'How many follow each other, their peaks falling evenly from the learning rate towards 0.',
        })
        .default(10),
      cycleLength: z
        .number()
        .int()
        .positive()
        .meta({ title: 'Cycle length', description: 'Epochs or steps of a cycle.', also: 'transition_steps' })
        .default(500),
      riseFraction,
      startDivisor: startDivisor
        .meta({ title: 'div_factor', description: "A cycle's first rate is its peak divided by it." })
        .default(1.1),
      endDivisor: z
        .number()
        .positive()
        .meta({ title: 'End divisor', description: "A cycle's last rate is its peak divided by it." })
        .default(2.2),
    }),
    z.strictObject({
      name: z.literal('plateau'),
      warmup: warmupOf
        .meta({
          title: 'Warm-up (epochs)',
          description: 'The rate first rises to the learning rate in a straight line, over so many epochs.',
        })
        .default(0),
      warmupFromZero,
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
