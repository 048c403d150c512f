/** From which probability a run takes a pixel for foreground, until the reader moves the slider. Pure. */
import { z } from 'zod';
import type { RunConfig } from '../../../protocol/config';

/** The one section that matters, of the segmentation task's configuration. */
const withThreshold = z.object({ inference: z.object({ threshold: z.number() }) });

/** 0.5 for runs of other tasks, which have no use for it. */
export function configuredThreshold(config: RunConfig): number {
  const parsed = withThreshold.safeParse(config);
  return parsed.success ? parsed.data.inference.threshold : 0.5;
}
