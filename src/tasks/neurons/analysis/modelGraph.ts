/** The picture of a model as a configuration builds it for a dataset; nothing is trained or loaded. */

import type { AskContext } from '../../engine';
import { neuronsConfigSchema } from '../config';
import { type GraphPart, seesFrames } from '../model/model';
import type { FeatureShape } from '../model/stage';
import { outlineSessions } from '../prepare';

export interface ModelGraph {
  sessions: { name: string; units: number; behaviors: number; clip: FeatureShape | null }[];
  /** From the adapters to the readouts. */
  parts: GraphPart[];
}

/** @throws AnnealError as training would, for sessions that do not go together. */
export async function modelGraph({
  dataset,
  config,
}: Pick<AskContext, 'dataset' | 'config'>): Promise<ModelGraph> {
  const { data } = await dataset();
  const parsed = neuronsConfigSchema.parse(config());
  const { sessions, model } = await outlineSessions(data, parsed);
  const time = parsed.dataset.lags.length;
  return {
    sessions: sessions.map(({ name, units, behaviors, frameSize }) => ({
      ...{ name, units, behaviors },
      clip: frameSize && seesFrames(parsed.model) ? { time, ...frameSize } : null,
    })),
    parts: model.graph,
  };
}
