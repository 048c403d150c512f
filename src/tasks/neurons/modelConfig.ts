/** What a model of neurons is made of, as settings: adapters, frontend, convnet, modulator, recurrent part, readouts. */
import { z } from 'zod';
import { clipActivations, clipNorms } from '../../engine/nn/spatiotemporal/names';

const count = z.number().int().positive();
const widths = z.array(count.max(4096));

export const adapterSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({
    name: z.literal('affine'),
    gridSize: count
      .max(512)
      .meta({ title: 'Grid size', description: 'Side of the square grid that frames are sampled on.' })
      .default(51),
    initSigma: z
      .number()
      .positive()
      .meta({
        title: 'Initial σ',
        description: 'Of the Gaussian that smooths a frame before it is sampled, in pixels.',
      })
      .default(1),
    transform: z
      .enum(['scale', 'affine'])
      .meta({ title: 'Transform', description: 'Scale has one factor a session, Affine a whole matrix.' })
      .default('scale'),
  }),
]);

const frameMs = z
  .number()
  .positive()
  .meta({
    title: 'Time between frames (ms)',
    description: 'By which the filters know milliseconds; 120 frames a second have 8.33.',
  })
  .default(1000 / 120);

export const frontendSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({
    name: z.literal('da'),
    alpha: z.number().meta({ title: 'α' }).default(1),
    beta: z.number().meta({ title: 'β' }).default(8e-5),
    gamma: z.number().min(0).max(1).meta({ title: 'γ' }).default(0.5),
    tauY: z.number().positive().meta({ title: 'τ of y (ms)' }).default(5),
    tauZ: z.number().positive().meta({ title: 'τ of z (ms)' }).default(60),
    nY: z.number().positive().meta({ title: 'n of y' }).default(5),
    nZ: z.number().positive().meta({ title: 'n of z' }).default(2),
    filterLength: count
      .max(512)
      .meta({ title: 'Filter length', description: 'Of the gamma kernels, in bins.' })
      .default(32),
    frameMs,
    learnable: z
      .boolean()
      .meta({ title: 'Learnable', description: 'Whether training moves these numbers.' })
      .default(false),
  }),
  z.strictObject({
    name: z.literal('temporalBasis'),
    numCosines: count.max(64).meta({ title: 'Raised cosines' }).default(10),
    historyBins: count.max(512).meta({ title: 'History (bins)' }).default(32),
    spacing: z.enum(['linear', 'log']).meta({ title: 'Spacing' }).default('log'),
    peakRangeMs: z
      .tuple([z.number(), z.number()])
      .meta({ title: 'Peaks (ms)', description: 'First and last centre of the cosines.' })
      .default([5, 100]),
    binSizeMs: z
      .number()
      .positive()
      .meta({ title: 'Bin size (ms)', description: 'Of the basis; it need not be that of the recording.' })
      .default(5),
    numDeltas: z
      .number()
      .int()
      .min(0)
      .meta({
        title: 'Delta functions',
        description: 'One for each of the newest frames, before the cosines.',
      })
      .default(0),
  }),
  z.strictObject({
    name: z.literal('learnableTemporal'),
    kernelSize: count
      .max(256)
      .nullable()
      .meta({ title: 'Kernel size', description: 'In frames; empty takes all lags.' })
      .default(null),
    channels: count.max(256).meta({ title: 'Channels' }).default(3),
    padding: z
      .enum(['valid', 'causal'])
      .meta({ title: 'Padding', description: 'Causal keeps the number of frames, Valid shortens it.' })
      .default('valid'),
    init: z
      .enum(['gaussianDerivatives', 'biphasic', 'identity'])
      .meta({ title: 'Initial kernels' })
      .default('biphasic'),
    splitSigns: z
      .boolean()
      .meta({
        title: 'Split signs',
        description: 'Positive and negative parts become channels of their own.',
      })
      .default(false),
    windowPower: z
      .number()
      .positive()
      .nullable()
      .meta({
        title: 'Anti-alias window',
        description: 'Power of a Hann window over the kernel; empty has none.',
        also: 'aa_signal',
      })
      .default(null),
    frameMs,
    bias: z.boolean().meta({ title: 'Bias' }).default(false),
  }),
]);

export const convLayerSchema = z.strictObject({
  channels: count.max(4096).meta({ title: 'Channels' }),
  kernelSize: z
    .tuple([count.max(64), count.max(64), count.max(64)])
    .meta({ title: 'Kernel', description: 'Frames, height, width.', also: 'kernel_size' })
    .default([1, 7, 7]),
  norm: z.enum(clipNorms).meta({ title: 'Norm' }).default('none'),
  activation: z.enum(clipActivations).meta({ title: 'Activation' }).default('splitrelu'),
  dropout: z.number().min(0).lt(1).meta({ title: 'Dropout' }).default(0),
  pool: z.enum(['none', 'max', 'avg', 'aablur']).meta({ title: 'Pooling' }).default('none'),
  poolSize: count.max(16).meta({ title: 'Pooling size' }).default(2),
  weightNorm: z
    .boolean()
    .meta({ title: 'Weight normalisation', description: 'Each filter has norm one.', also: 'weight_norm' })
    .default(false),
  padding: z
    .enum(['same', 'valid'])
    .meta({
      title: 'Padding',
      description: 'Same keeps the size of a frame, with zeros around it; Valid takes whole kernels alone.',
    })
    .default('same'),
  windowPower: z
    .number()
    .positive()
    .nullable()
    .meta({
      title: 'Anti-alias window',
      description:
        'Power of a Hann window over axes of a kernel that have five values or more; empty has none.',
      also: 'aa_signal aa window_kwargs',
    })
    .default(null),
});

export const convnetSchema = z.strictObject({
  kind: z
    .enum(['none', 'vanilla', 'resnet', 'densenet'])
    .meta({
      title: 'Kind',
      description:
        'Vanilla has its layers one after the other, ResNet adds the input of each, DenseNet keeps all outputs before.',
      essential: true,
    })
    .default('vanilla'),
  order: z
    .array(z.enum(['conv', 'norm', 'activation', 'dropout', 'pool']))
    .meta({ title: 'Order in a block', description: 'Of the parts of a layer.', also: 'block order' })
    .default(['conv', 'norm', 'activation', 'dropout', 'pool']),
  stem: convLayerSchema
    .nullable()
    .meta({ title: 'Stem', description: 'A first layer without a shortcut; empty has none.' })
    .default(null),
  blocks: z.array(convLayerSchema).max(64).meta({ title: 'Layers' }),
});

const encoderWidths = widths
  .min(1)
  .meta({ title: 'Widths', description: 'Of the encoder of the behaviour.' })
  .default([64, 64]);
const embedding = count
  .max(1024)
  .meta({ title: 'Embedding', description: 'Channels of the behaviour.' })
  .default(16);
/** Of the convolutions of a ConvGRU, in height and width. */
const kernelSize = count.max(31).meta({ title: 'Kernel size' }).default(3);

export const modulatorSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({
    name: z.literal('concat'),
    dims: encoderWidths,
  }),
  z.strictObject({
    name: z.literal('film'),
    dims: encoderWidths,
  }),
  z.strictObject({
    name: z.literal('convgru'),
    embedding,
    hidden: count.max(1024).meta({ title: 'Hidden channels' }).default(64),
    kernelSize,
  }),
  z.strictObject({
    name: z.literal('pc'),
    embedding,
    hidden: count
      .max(1024)
      .nullable()
      .meta({ title: 'Hidden channels', description: 'Empty has as many as the features.' })
      .default(null),
    kernelSize,
    concatError: z
      .boolean()
      .meta({
        title: 'Keep features',
        description: 'Gives the features beside the error of their prediction.',
      })
      .default(true),
    lambdaPred: z
      .number()
      .min(0)
      .meta({
        title: 'λ of the prediction',
        description: 'Weight of the squared error in the loss.',
        also: 'lambda_pred',
      })
      .default(0.1),
  }),
]);

export const recurrentSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({
    name: z.literal('convgru'),
    hidden: count.max(2048).meta({ title: 'Hidden channels' }).default(128),
    kernelSize,
    layers: count.max(8).meta({ title: 'Layers' }).default(1),
  }),
]);

export const readoutSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('gaussian'),
    initialStd: z
      .number()
      .positive()
      .nullable()
      .meta({
        title: 'Initial σ',
        description:
          'Of the mask of a unit, in pixels of the features; empty takes a tenth of their shorter side, 0.5 at least.',
      })
      .default(null),
    initialMeanScale: z
      .number()
      .min(0)
      .meta({ title: 'Initial spread of centres', description: 'Deviation in pixels, around the middle.' })
      .default(0.1),
  }),
  z.strictObject({ name: z.literal('linear') }),
]);

export const historySchema = z.strictObject({
  numLags: count.max(256).meta({ title: 'Lags', description: 'Bins of earlier spikes.' }).default(5),
  hidden: widths.meta({ title: 'Hidden widths' }).default([32, 10]),
  spectralNorm: z.boolean().meta({ title: 'Spectral normalisation' }).default(false),
});

export const neuronsModelSchema = z.strictObject({
  adapter: adapterSchema
    .meta({ title: 'Adapter', description: 'Of each session, before the shared core.' })
    .prefault({ name: 'none' }),
  frontend: frontendSchema
    .meta({ title: 'Frontend', description: 'Filters over time.' })
    .prefault({ name: 'learnableTemporal' }),
  convnet: convnetSchema.meta({ title: 'Convnet' }).prefault({
    blocks: [{ channels: 256, kernelSize: [1, 11, 11], padding: 'valid', windowPower: 0.5, dropout: 0.2 }],
  }),
  modulator: modulatorSchema
    .meta({ title: 'Modulator', description: 'How behaviour acts on the features.' })
    .prefault({ name: 'film' }),
  recurrent: recurrentSchema.meta({ title: 'Recurrent part' }).prefault({ name: 'none' }),
  readout: readoutSchema
    .meta({ title: 'Readout', description: 'Of each session, after the shared core.' })
    .prefault({ name: 'gaussian' }),
  historyEncoder: historySchema
    .nullable()
    .meta({ title: 'Spike history', description: 'What earlier spikes of the session add; empty has none.' })
    .default(null),
  outputActivation: z
    .enum(['softplus', 'relu', 'exp', 'none'])
    .meta({
      title: 'Output',
      description: 'What makes rates of the readout; None trains log-rates.',
      also: 'output_activation identity',
    })
    .default('softplus'),
  baseline: z
    .enum(['none', 'relu', 'softplus'])
    .meta({ title: 'Baseline', description: 'A rate of each unit that is always added.' })
    .default('none'),
});
export type NeuronsModelConfig = z.infer<typeof neuronsModelSchema>;
export type ConvnetConfig = NeuronsModelConfig['convnet'];
