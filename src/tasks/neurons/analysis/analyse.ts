/** Compares predicted rates with recorded counts, unit by unit. */
import type { LoadedModel } from '../../../engine/training/evaluate';
import type { Watch } from '../../engine';
import { unitRows } from '../metrics/unitRows';
import { overallFigures, sessionFigures } from '../metrics/validation';
import type { NeuronsWorkload } from '../workload';
import type { NeuronsAnalysis } from './neuronsAnalysis';

/** @throws cancelled between two batches, once nobody waits. */
export async function analyseNeurons(
  { workload, executable, parameters }: LoadedModel<NeuronsWorkload>,
  rows: Uint32Array,
  watch: Watch,
): Promise<NeuronsAnalysis> {
  const all = await executable.measure(parameters, rows, watch);
  const measured = all.filter(({ stretch }) => stretch !== null);
  const bins = new Map(workload.sessions.map(({ name, bins }) => [name, bins]));
  const sessions = measured.map((session) => ({
    ...sessionFigures(session),
    bins: bins.get(session.name)!,
    first: session.stretch!.start,
  }));
  const worth = (value: number) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
  const units = unitRows(workload.sessions, measured).sort((a, b) => {
    const [left, right] = [worth(a.bitsPerSpike), worth(b.bitsPerSpike)];
    return left === right ? 0 : left - right;
  });
  return { ...overallFigures(sessions), sessions, units, inputs: executable.exchangeable.length };
}
