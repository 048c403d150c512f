/**
 * Configuration of the task of neurons: its own sections, its own defaults of the shared ones, and presets. The defaults
 * are a recipe for a few sessions of some ten thousand frames.
 */
import { z } from 'zod';
import { checkpointSchema, runConfigSchema, trainingSchema } from '../../protocol/config';
import { optimizerSchema } from '../../protocol/optimizerConfig';
import { scheduleSchema } from '../../protocol/scheduleConfig';
import { neuronsDatasetSchema } from './datasetConfig';
import { neuronsModelSchema } from './modelConfig';

export const neuronsConfigSchema = runConfigSchema.extend({
  task: z.literal('neurons').default('neurons'),
  dataset: neuronsDatasetSchema.prefault({}),
  model: neuronsModelSchema.prefault({}),
  loss: z.strictObject({}).prefault({}),
  training: trainingSchema
    .extend({
      epochs: trainingSchema.shape.epochs.default(8),
      batchSize: trainingSchema.shape.batchSize.default(256),
      learningRate: trainingSchema.shape.learningRate.default(0.012),
      optimizer: optimizerSchema.prefault({ name: 'adamw' }),
      weightDecay: trainingSchema.shape.weightDecay.default(0.3),
      // Centres and widths of a gaussian readout are in pixels: at the rate of the weights they would hardly reach their places in a short run.
      parameterGroups: trainingSchema.shape.parameterGroups.prefault([
        { pattern: 'readouts.*.mean', learningRateScale: 3, optional: true },
        { pattern: 'readouts.*.std', learningRateScale: 3, optional: true },
        // Without it each unit takes a little of every filter. By the plain rate, so that it is as strong for one unit among thousands:
        // λ of a regularizer counts against the mean loss, and would leave such a unit no filter at all.
        { pattern: 'readouts.*.features', proximalL1: 0.08, optional: true },
        { pattern: 'readouts.*.kernel', proximalL1: 0.08, optional: true },
      ]),
      regularizers: trainingSchema.shape.regularizers.prefault([
        // A width that a step takes across zero has no gradient any more (VisionCore's readout), and its unit would stay at its mean rate.
        { name: 'width', type: 'proximalClampMin', lambda: 0.2, applyTo: ['readouts.*.std'], optional: true },
        // Without it a quarter of the filters' power is noise of single pixels.
        {
          name: 'smoothFilters',
          type: 'laplacian',
          lambda: 3e-6,
          applyTo: ['convnet.*.kernel'],
          optional: true,
        },
      ]),
      schedule: scheduleSchema.prefault({ name: 'cosine', unit: 'step', minLearningRate: 0, warmup: 50 }),
      gradientClipNorm: trainingSchema.shape.gradientClipNorm.default(10),
      emaDecay: trainingSchema.shape.emaDecay.default(0.99),
      // A short run would be validated with an average that has hardly moved.
      emaWarmup: trainingSchema.shape.emaWarmup.default(true),
      nonFinite: trainingSchema.shape.nonFinite.default('skip'),
      earlyStopping: trainingSchema.shape.earlyStopping.default(false),
    })
    .prefault({}),
  checkpoint: checkpointSchema
    .extend({ monitor: checkpointSchema.shape.monitor.default('bps') })
    .prefault({}),
});
export type NeuronsConfig = z.infer<typeof neuronsConfigSchema>;

/** Partial configurations to start from, laid over the defaults. */
export const neuronsPresets = {
  sharedCore: {
    title: 'Shared core',
    description: 'The defaults: filters over time, one convolution, FiLM, a Gaussian readout of each unit.',
    config: {},
  },
};
