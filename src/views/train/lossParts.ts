/** The parts of a combined loss, from the names of a run's metrics, and whether their weights move. Pure. */
import { z } from 'zod';
import type { RunConfig } from '../../protocol/config';

export interface LossPart {
  /** For people: `dice`. */
  name: string;
  /** Its value in the metrics of an epoch: `dice_loss`. */
  value: string;
  /** Its weight in the metrics of training: `dice_weight`. */
  weight: string;
}

export function lossParts(metricNames: readonly string[]): LossPart[] {
  return metricNames.flatMap((metric) => {
    const name = /^(.+)_loss$/.exec(metric)?.[1];
    return name === undefined ? [] : [{ name, value: metric, weight: `${name}_weight` }];
  });
}

const withScheduler = z.object({ loss: z.object({ scheduler: z.object({ name: z.string() }) }) });

export function weightsMove(config: RunConfig): boolean {
  const parsed = withScheduler.safeParse(config);
  return parsed.success && parsed.data.loss.scheduler.name !== 'none';
}
