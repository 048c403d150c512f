/** The `model` section of the segmentation task: which U-Net. Imports no TensorFlow.js, so the page can read it. */
import { z } from 'zod';

export const unetSchema = z.strictObject({
  architecture: z.enum(['unet', 'resUnet']).default('unet').describe('Network'),
  /** How often the image is halved; the width doubles each time. */
  levels: z.number().int().min(1).max(7).default(4).describe('Levels'),
  baseWidth: z.number().int().positive().max(256).default(16).describe('Channels at full size'),
  upsampling: z.enum(['transposed', 'bilinear']).default('transposed').describe('Upsampling'),
  norm: z.enum(['batch', 'group', 'instance', 'none']).default('batch').describe('Normalisation'),
  dropout: z.number().min(0).lt(1).default(0).describe('Dropout'),
  attention: z.boolean().default(false).describe('Attention gates'),
});
export type UNetConfig = z.infer<typeof unetSchema>;
