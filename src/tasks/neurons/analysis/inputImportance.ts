/** Which inputs a model of neurons goes by: how far bits per spike fall when samples take one from others of their session. */
import { importanceOf } from '../../../engine/metrics/importance';
import type { LoadedModel } from '../../../engine/training/evaluate';
import type { Importance } from '../../../protocol/diagnostics';
import type { Watch } from '../../engine';
import { overallFigures, sessionFigures } from '../metrics/validation';
import type { NeuronsWorkload } from '../workload';
import { spreadRows } from './rateFit';

/** Samples that are looked at, and how often each input is shuffled. */
const MOST_ROWS = 4096;
const REPEATS = 5;

export async function inputImportance(
  { workload, executable, parameters }: LoadedModel<NeuronsWorkload>,
  rows: Uint32Array,
  watch: Watch,
): Promise<Importance> {
  const chosen = spreadRows(rows, MOST_ROWS);
  const members = workload.sessions.map(({ start, bins }) =>
    Array.from(chosen.keys()).filter((i) => chosen[i]! >= start && chosen[i]! < start + bins),
  );
  /** A permutation of each session's samples from one of all. */
  function within(order: Uint32Array): Map<number, number> {
    const from = new Map<number, number>();
    for (const own of members) {
      const givers = [...own].sort((a, b) => order[a]! - order[b]!);
      for (const [i, place] of own.entries()) from.set(chosen[place]!, chosen[givers[i]!]!);
    }
    return from;
  }
  const quiet = { ...watch, progress: () => {} };
  return importanceOf({
    inputs: executable.exchangeable,
    rows: chosen.length,
    score: { title: 'bits per spike', better: 'max' },
    seed: workload.seed,
    repeats: REPEATS,
    async scoreOf(shuffle) {
      const exchange = shuffle
        ? { input: executable.exchangeable[shuffle.input]!, from: within(shuffle.order) }
        : undefined;
      const measured = await executable.measure(parameters, chosen, quiet, exchange);
      return overallFigures(measured.filter(({ stretch }) => stretch !== null).map(sessionFigures)).bps;
    },
    after: async (done, total) => watch.progress({ done, total }),
  });
}
