/** Regularizers of named parameters, their schedules over epochs, and what a run says of them. Rules: `engine/regularizers/`. */
import { z } from 'zod';
import type { MetricInfo } from './metrics';

const firstEpoch = z
  .number()
  .int()
  .min(0)
  .meta({ title: 'Start epoch', description: 'Counted from 0; before it nothing is done.' })
  .default(0);
const lastEpoch = z.number().int().min(0);

const strengthScheduleSchema = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('constant') }),
    z.strictObject({
      name: z.literal('warmup'),
      startEpoch: firstEpoch,
      endEpoch: lastEpoch
        .nullable()
        .meta({
          title: 'End epoch',
          description: 'The last one of those with the whole λ; empty has no end.',
        })
        .default(null),
    }),
    z.strictObject({
      name: z.literal('linearRamp'),
      startEpoch: firstEpoch,
      endEpoch: lastEpoch
        .meta({ title: 'End epoch', description: 'The one in which λ is reached; after it nothing is done.' })
        .default(10),
    }),
    z.strictObject({
      name: z.literal('linearDecay'),
      startLambda: z
        .number()
        .min(0)
        .meta({ title: 'Start λ', description: 'Falls or rises from here to λ, which then stays.' })
        .default(1),
      startEpoch: firstEpoch,
      endEpoch: lastEpoch
        .meta({ title: 'End epoch', description: 'The one in which λ is reached.' })
        .default(10),
    }),
  ])
  .meta({ title: 'Schedule of λ', also: 'warmup linear_ramp linear_decay' });

export const regularizerSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(60)
    .meta({ title: 'Name', description: 'What its loss is logged under: reg_loss/NAME.' }),
  type: z
    .enum([
      'l1',
      'l2',
      'groupLasso',
      'ortho',
      'laplacian',
      'proximalL1',
      'proximalClamp',
      'proximalClampPositive',
      'proximalClampMin',
    ])
    .meta({
      title: 'Type',
      description: 'Penalties are part of the gradient; proximal ones change parameters after the update.',
      also: 'penalty lasso ridge sparsity smoothness orthogonality bound',
    })
    .default('l1'),
  lambda: z
    .number()
    .min(0)
    .meta({
      title: 'λ',
      description: 'The weight of the penalty, or the bound of a clamp.',
      also: 'strength',
    })
    .default(1e-5),
  applyTo: z.array(z.string().min(1)).min(1).meta({
    title: 'Apply to',
    description: 'Names with all of the parts of "a/b" in them, or all of the name with * for anything.',
    also: 'apply_to parameters pattern',
  }),
  group: z
    .enum(['tensor', 'output'])
    .meta({
      title: 'Group',
      description: 'Of group lasso: a whole tensor, or what belongs to one output, the last axis.',
      also: 'unit channel',
    })
    .default('tensor'),
  schedule: strengthScheduleSchema.prefault({ name: 'constant' }),
  optional: z
    .boolean()
    .meta({
      title: 'Optional',
      description:
        'Parameters that the model has not, or whose shape the type cannot take, are no error then.',
    })
    .default(false),
});
export type RegularizerConfig = z.infer<typeof regularizerSchema>;
export type RegularizerType = RegularizerConfig['type'];

/** What λ weighs is logged at an epoch's end; a clamp weighs nothing. */
export function hasLoss(type: RegularizerType): boolean {
  switch (type) {
    case 'l1':
    case 'l2':
    case 'groupLasso':
    case 'ortho':
    case 'laplacian':
    case 'proximalL1':
      return true;
    case 'proximalClamp':
    case 'proximalClampPositive':
    case 'proximalClampMin':
      return false;
  }
}

export const regularizersGroup = 'regularizers';

/** The metrics of a run's regularizers: of each that has one, λ of the epoch times the penalty at the epoch's end. */
export function regularizerMetrics(regularizers: readonly RegularizerConfig[]): MetricInfo[] {
  return regularizers
    .filter(({ type }) => hasLoss(type))
    .map(({ name }) => ({
      name: regularizerMetric(name),
      title: regularizerMetric(name),
      better: null,
      of: 'train',
      group: regularizersGroup,
    }));
}

export function regularizerMetric(name: string): string {
  return `reg_loss/${name}`;
}
