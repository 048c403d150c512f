/** From which probability a pixel is taken for foreground: as a run was configured, and as the reader has moved the slider. */
import { z } from 'zod';
import type { RunConfig } from '../../../protocol/config';
import type { JsonObject } from '../../../protocol/json';

/** The one section that matters, of the segmentation task's configuration. */
const withThreshold = z.object({ inference: z.object({ threshold: z.number() }) });

export function configuredThreshold(config: RunConfig): number {
  const parsed = withThreshold.safeParse(config);
  return parsed.success ? parsed.data.inference.threshold : 0.5;
}

const chosen = z.object({ threshold: z.number().nullable().default(null) });

/** The one that is chosen, or that of the run. */
export function chosenThreshold(options: JsonObject, config: RunConfig): number {
  return chosen.safeParse(options).data?.threshold ?? configuredThreshold(config);
}
