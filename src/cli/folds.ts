/** `anneal train --folds K`: the runs of a cross-validation one after another, and what they say together. */
import { join } from 'node:path';
import type { Comparison } from '../protocol/comparison';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import { foldSummary } from '../runs/foldSummary';
import { withSection } from '../tasks/flags';
import { describedTask } from '../tasks/runConfig';
import { writeAtomic } from './atomicFile';
import { say, writeJson } from './command';
import { foldText } from './comparisonText';

/** What a training into a folder came to. */
export interface TrainedFolder {
  code: number;
  comparison: Comparison | null;
}

/** @throws usage for what is no number of folds, and beside a checkpoint that is one run's alone. */
export function foldsIn({
  folds: text,
  'restart-checkpoint': restart,
  'skip-completed': skip,
}: {
  folds?: string | undefined;
  'restart-checkpoint'?: string | undefined;
  'skip-completed': boolean;
}): number | null {
  if (text === undefined) return null;
  const folds = Number(text);
  if (!Number.isInteger(folds) || folds < 2 || folds > 100) {
    throw new AnnealError('usage', '--folds is no number of folds.', {
      place: '--folds',
      received: text,
      remedy: 'Give a whole number from 2 to 100; 5 is usual.',
    });
  }
  if (restart !== undefined || skip) {
    throw new AnnealError(
      'usage',
      `--folds goes with --resume, not with --${skip ? 'skip-completed' : 'restart-checkpoint'}.`,
      {
        place: '--folds',
        remedy:
          'Add --resume to go on with the folds of a folder; those that are at their end are only tested again.',
      },
    );
  }
  return folds;
}

/** @throws usage for a task that knows no folds. */
export function foldConfig(config: RunConfig, { fold, folds }: { fold: number; folds: number }): RunConfig {
  const described = describedTask(config.task).folds;
  if (described) return withSection(config, '', described.settings(fold, folds));
  throw new AnnealError('usage', `The task ${config.task} cannot be divided into folds.`, {
    place: '--folds',
    received: config.task,
    remedy: 'Train it several times with another --seed each.',
  });
}

/**
 * One fold after the other, until one fails or is stopped.
 * @returns the exit code.
 */
export async function trainFolds(
  out: string,
  folds: number,
  json: boolean,
  train: (folder: string, fold: number) => Promise<TrainedFolder>,
): Promise<number> {
  const comparisons: Comparison[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    say(`Fold ${fold} of ${folds}`);
    const { code, comparison } = await train(join(out, `fold-${fold}`), fold);
    if (code !== 0) return code;
    if (comparison) comparisons.push(comparison);
  }
  const summary = foldSummary(comparisons);
  if (!summary) return 0;
  await writeAtomic(join(out, 'folds.json'), `${JSON.stringify({ summary, folds: comparisons }, null, 2)}\n`);
  if (json) writeJson({ type: 'folds', ...summary });
  else process.stdout.write(`\n${folds} folds, mean ± SD\n${foldText(summary)}\n`);
  return 0;
}
