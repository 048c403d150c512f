/** Asks for the scores of two checkpoints and compares them pair by pair. */
import type { SplitChoice } from '../../protocol/commands';
import { AnnealError } from '../../protocol/errors';
import { type PairedDifference, pairedBootstrap } from '../../runs/comparison/pairedBootstrap';
import { type PairedMeasure, type Pairing, pairScores } from '../../runs/comparison/pairing';
import { ask } from '../../store/asking';
import type { TaskKind } from '../../tasks/catalogue';
import type { ExampleScores, ScoresQuestion } from '../../tasks/exampleScores';
import { breathing } from './breathe';

/** Of the resamples; shown beside them. */
export const PAIR_SEED = 1;

export interface PairAsked {
  task: TaskKind;
  /** Checkpoints by id. */
  a: string;
  b: string;
  split: SplitChoice;
}

export interface ComparedMeasure extends PairedMeasure {
  found: PairedDifference;
}

export type PairAnswer =
  | (Omit<Pairing, 'measures'> & { kind: 'compared'; measures: ComparedMeasure[] })
  /** Other rows: how many both have, and the scores to compare those alone. */
  | { kind: 'other rows'; error: AnnealError; shared: number; scores: [ExampleScores, ExampleScores] };

export interface PairWatch {
  /** From 0 to 1. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

/** Rejects as the worker's answers do, and with data-mismatch where the two cannot be compared. */
export async function askPair({ task, a, b, split }: PairAsked, watch: PairWatch): Promise<PairAnswer> {
  const scores = async (checkpointId: string, before: number) =>
    ask<ScoresQuestion, 'scores'>(
      task,
      'scores',
      { split },
      { checkpointId },
      {
        onProgress: ({ done, total }) => watch.progress(before + (total === 0 ? 0 : (0.4 * done) / total)),
        signal: watch.signal,
      },
    );
  const first = await scores(a, 0);
  const second = await scores(b, 0.4);
  return comparePair([first, second], split, false, watch);
}

/** @param onlyShared the rows that both have, where they differ. */
export async function comparePair(
  scores: [ExampleScores, ExampleScores],
  split: SplitChoice,
  onlyShared: boolean,
  { progress, signal }: PairWatch,
): Promise<PairAnswer> {
  const pairing = pairScores(...scores, split, onlyShared);
  if ('error' in pairing) return { kind: 'other rows', ...pairing, scores };
  const measures: ComparedMeasure[] = [];
  for (const [i, measure] of pairing.measures.entries()) {
    progress(0.8 + (0.2 * i) / pairing.measures.length);
    const { pooling } = measure;
    const found = await pairedBootstrap(measure.a, measure.b, {
      pooling,
      seed: PAIR_SEED,
      pause: breathing(signal),
    });
    measures.push({ ...measure, found });
  }
  if (signal.aborted) throw new AnnealError('cancelled', 'Nobody waits for the comparison any more.');
  return { kind: 'compared', ...pairing, measures };
}
