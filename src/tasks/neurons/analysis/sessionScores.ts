/** What a model scores on each session, by which two checkpoints are compared; of few sessions on each unit. */
import type { LoadedModel } from '../../../engine/training/evaluate';
import type { Watch } from '../../engine';
import type { ExampleMeasure, ExampleScores } from '../../exampleScores';
import type { SessionMeasures } from '../metrics/measuring';
import { unitRows } from '../metrics/unitRows';
import { unitMeasures, unitSumNames } from '../metrics/unitSums';
import { sessionFigures } from '../metrics/validation';
import type { NeuronsWorkload } from '../workload';

/** Fewer sessions cannot stand for other ones; then units are the pairs, and that is said. */
const FEWEST_SESSIONS = 5;

interface Scored {
  name: string;
  loss: number;
  bps: number;
  correlation: number;
}

/** @throws cancelled between two batches, once nobody waits. */
export async function sessionScores(
  { workload, executable, parameters }: LoadedModel<NeuronsWorkload>,
  rows: Uint32Array,
  watch: Watch,
): Promise<ExampleScores> {
  const all = await executable.measure(parameters, rows, watch);
  return scoresOfSessions(
    workload.sessions,
    all.filter(({ stretch }) => stretch !== null),
    rows,
  );
}

export function scoresOfSessions(
  sessions: NeuronsWorkload['sessions'],
  measured: readonly SessionMeasures[],
  rows: Uint32Array,
): ExampleScores {
  const enough = measured.length >= FEWEST_SESSIONS;
  const scored = enough ? measured.map(sessionFigures) : unitsOf(sessions, measured);
  const counted = measured.flatMap(({ sums, units }) => unitMeasures(sums, units).map(({ bins }) => bins));
  const measure = (
    described: Omit<ExampleMeasure, 'pooling' | 'values'>,
    value: (one: Scored) => number,
  ): ExampleMeasure => ({ ...described, pooling: 'mean', values: Float64Array.from(scored, value) });
  return {
    rows,
    pairs: {
      ...(enough ? { one: 'session', many: 'sessions' } : { one: 'unit', many: 'units' }),
      names: scored.map(({ name }) => name),
    },
    // Bins that are left out of the count make another question.
    truth: `spike counts of ${counted.length} units in ${counted.reduce((sum, bins) => sum + bins, 0).toLocaleString('en')} bins`,
    ...(!enough && {
      note: `${measured.length === 1 ? 'One session' : `${measured.length} sessions`} cannot stand for others, so units are the pairs: the interval speaks of these recordings alone.`,
    }),
    measures: [
      measure({ name: 'bps', title: 'bits per spike', better: 'max' }, ({ bps }) => bps),
      measure({ name: 'correlation', title: 'correlation', better: 'max' }, ({ correlation }) => correlation),
      measure({ name: 'poisson_loss', title: 'Poisson loss', better: 'min' }, ({ loss }) => loss),
    ],
  };
}

/** As sessions are measured: bits per spike below zero count as zero. */
function unitsOf(sessions: NeuronsWorkload['sessions'], measured: readonly SessionMeasures[]): Scored[] {
  const losses = measured.flatMap(({ sums, units }) => {
    const sum = (name: (typeof unitSumNames)[number], unit: number) =>
      sums[unitSumNames.indexOf(name) * units + unit]!;
    return Array.from({ length: units }, (_, unit) => -sum('wLogLikelihood', unit) / sum('w', unit));
  });
  return unitRows(sessions, measured).map(({ session, cid, bitsPerSpike, correlation }, i) => ({
    ...{ name: `${session} ${cid}`, correlation, loss: losses[i]! },
    bps: Math.max(bitsPerSpike, 0),
  }));
}
