/**
 * The `augmentation` section: what happens to a training crop, each by chance. Imports no TensorFlow.js, so the page
 * can read it. By default crops are flipped, turned and changed in intensity; the other changes are off.
 */
import { z } from 'zod';

const chance = z.number().min(0).max(1);
const probability = (initial: number) =>
  chance
    .meta({ title: 'Probability', description: '0 switches it off, 1 changes every crop.' })
    .default(initial);

/** A factor drawn evenly between two numbers, whichever of them is larger. */
const factor = (from: number, to: number) => ({
  from: z.number().min(0.25).max(4).meta({ title: 'Factor from' }).default(from),
  to: z.number().min(0.25).max(4).meta({ title: 'Factor to' }).default(to),
});

export const augmentationSchema = z.strictObject({
  randomCrop: z
    .boolean()
    .meta({ title: 'Random crop', description: 'Off, the centre of the image is cropped.' })
    .default(true),
  flipHorizontal: chance
    .meta({
      title: 'Horizontal flip (p)',
      description: 'Probability for each crop.',
      also: 'mirror left right',
    })
    .default(0.5),
  flipVertical: chance
    .meta({ title: 'Vertical flip (p)', description: 'Probability for each crop.', also: 'mirror up down' })
    .default(0.5),
  rotate90: chance
    .meta({ title: '90° rotation (p)', description: 'Probability of one, two or three quarter turns.' })
    .default(0.5),
  rotation: z
    .strictObject({
      probability: probability(0),
      degrees: z.number().min(0).max(180).meta({ title: 'Max angle (°), either way' }).default(15),
    })
    .meta({ title: 'Rotation' })
    .prefault({}),
  /** Above 1 the picture appears larger. */
  scale: z
    .strictObject({ probability: probability(0), ...factor(0.8, 1.25) })
    .meta({ title: 'Scale', also: 'zoom' })
    .prefault({}),
  elastic: z
    .strictObject({
      probability: probability(0),
      amplitude: z
        .number()
        .min(0)
        .max(64)
        .meta({ title: 'Amplitude (pixels)', description: 'A node of the grid moves at most so far.' })
        .default(8),
      spacing: z.number().int().min(4).max(256).meta({ title: 'Grid spacing (pixels)' }).default(32),
    })
    .meta({ title: 'Elastic deformation' })
    .prefault({}),
  intensity: z
    .strictObject({ probability: probability(0.5), ...factor(0.8, 1.2) })
    .meta({ title: 'Intensity', also: 'brightness contrast' })
    .prefault({}),
  /** The exponent of a value in parts of full scale. */
  gamma: z
    .strictObject({ probability: probability(0), ...factor(0.7, 1.5) })
    .meta({ title: 'Gamma correction' })
    .prefault({}),
  noise: z
    .strictObject({
      probability: probability(0),
      std: z
        .number()
        .min(0)
        .max(1)
        .meta({ title: 'σ', description: 'Standard deviation, as a fraction of full scale.', also: 'sigma' })
        .default(0.05),
    })
    .meta({ title: 'Gaussian noise' })
    .prefault({}),
});
export type AugmentationConfig = z.infer<typeof augmentationSchema>;
