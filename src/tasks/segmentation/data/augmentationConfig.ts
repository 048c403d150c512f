/**
 * The `augmentation` section: what happens to a training crop, each by chance. Imports no TensorFlow.js, so the page
 * can read it. By default crops are flipped, turned and changed in intensity; the other changes are off.
 */
import { z } from 'zod';

const chance = (initial: number) => z.number().min(0).max(1).default(initial);

/** A factor drawn evenly between two numbers, whichever of them is larger. */
const factor = (probability: number, from: number, to: number) => ({
  probability: chance(probability).describe('Probability'),
  from: z.number().min(0.25).max(4).default(from).describe('Factor from'),
  to: z.number().min(0.25).max(4).default(to).describe('Factor to'),
});

export const augmentationSchema = z.strictObject({
  randomCrop: z.boolean().default(true).describe('Crop anywhere (off: the centre)'),
  flipHorizontal: chance(0.5).describe('Flip left and right: probability'),
  flipVertical: chance(0.5).describe('Flip up and down: probability'),
  /** One, two or three quarter turns. */
  rotate90: chance(0.5).describe('Quarter turns: probability'),
  rotation: z
    .strictObject({
      probability: chance(0).describe('Probability'),
      degrees: z.number().min(0).max(180).default(15).describe('At most, either way (degrees)'),
    })
    .prefault({})
    .describe('Rotation'),
  /** Above 1 the picture appears larger. */
  scale: z
    .strictObject(factor(0, 0.8, 1.25))
    .prefault({})
    .describe('Scale'),
  elastic: z
    .strictObject({
      probability: chance(0).describe('Probability'),
      amplitude: z.number().min(0).max(64).default(8).describe('A node moves at most (pixels)'),
      spacing: z.number().int().min(4).max(256).default(32).describe('Between nodes (pixels)'),
    })
    .prefault({})
    .describe('Elastic deformation'),
  intensity: z
    .strictObject(factor(0.5, 0.8, 1.2))
    .prefault({})
    .describe('Intensity'),
  /** The exponent of a value in parts of full scale. */
  gamma: z
    .strictObject(factor(0, 0.7, 1.5))
    .prefault({})
    .describe('Gamma'),
  noise: z
    .strictObject({
      probability: chance(0).describe('Probability'),
      std: z.number().min(0).max(1).default(0.05).describe('Standard deviation (parts of full scale)'),
    })
    .prefault({})
    .describe('Noise'),
});
export type AugmentationConfig = z.infer<typeof augmentationSchema>;
