/** Compares predicted rates with recorded counts, unit by unit. */
import type { LoadedModel } from '../../../engine/training/evaluate';
import type { Watch } from '../../engine';
import { mean } from '../metrics/unitSums';
import { sessionFigures } from '../metrics/validation';
import type { NeuronsWorkload } from '../workload';
import type { NeuronsAnalysis } from './neuronsAnalysis';

/** @throws cancelled between two batches, once nobody waits. */
export async function analyseNeurons(
  { workload, executable, parameters }: LoadedModel<NeuronsWorkload>,
  rows: Uint32Array,
  watch: Watch,
): Promise<NeuronsAnalysis> {
  const measured = await executable.measure(parameters, rows, watch);
  const cids = new Map(workload.sessions.map(({ name, cids }) => [name, cids]));
  const sessions = measured.map((session) => {
    const { units, ...figures } = sessionFigures(session);
    return { ...figures, units: units.map((unit, i) => ({ ...unit, cid: cids.get(session.name)![i]! })) };
  });
  return {
    loss: mean(sessions.map(({ loss }) => loss)),
    bps: mean(sessions.map(({ bps }) => bps)),
    correlation: mean(sessions.map(({ correlation }) => correlation)),
    sessions,
  };
}
