/** The tasks as the page and the command line know them: names, schemas, presets. No TensorFlow.js here. */
import type { z } from 'zod';
import { segmentationConfigSchema, segmentationPresets } from './segmentation/config';
import { tabularConfigSchema, tabularPresets } from './tabular/config';

export interface Preset {
  title: string;
  description: string;
  /** Partial config, laid over the defaults. */
  config: Record<string, unknown>;
}

export interface TaskEntry {
  kind: string;
  title: string;
  /** Schema of the whole run config; `parse({})` gives the defaults. */
  schema: z.ZodObject;
  presets: Record<string, Preset>;
}

export const catalogue: Record<string, TaskEntry> = {
  tabular: {
    kind: 'tabular',
    title: 'Tables and regression',
    schema: tabularConfigSchema,
    presets: tabularPresets,
  },
  segmentation: {
    kind: 'segmentation',
    title: 'Image segmentation',
    schema: segmentationConfigSchema,
    presets: segmentationPresets,
  },
};
