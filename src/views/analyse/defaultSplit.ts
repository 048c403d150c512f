/** Which part of the data says most about a model: its test rows, or those of validation where it has no other. Pure. */
import { z } from 'zod';
import type { SplitChoice } from '../../protocol/commands';
import type { RunConfig } from '../../protocol/config';

const withTest = z.object({ dataset: z.object({ testFraction: z.number() }) });

export function defaultSplit(config: RunConfig): SplitChoice {
  const parsed = withTest.safeParse(config);
  return parsed.success && parsed.data.dataset.testFraction === 0 ? 'validation' : 'test';
}
