/** Cross-validation in the page: a run for each fold, trained as the pool has room, and which runs belong together. */
import { sameJson } from '../config/jsonPath';
import { AnnealError } from '../protocol/errors';
import type { RunRecord } from '../protocol/records';
import { createRun } from '../storage/runs';
import { withSection } from '../tasks/flags';
import { describedTask } from '../tasks/runConfig';
import { draftConfig } from './drafting';
import { notifyFailure } from './notices';
import { studio } from './studio';
import { trainNewRuns } from './training';

/**
 * Makes a run of each fold of a dataset's draft and trains them.
 * @returns the id of the first as soon as all exist, or null after a notice when they cannot be trained.
 */
export async function trainFolds(fingerprint: string, folds: number): Promise<string | null> {
  const dataset = studio.getState().datasets.find((candidate) => candidate.fingerprint === fingerprint);
  if (!dataset) return null;
  try {
    const config = draftConfig(fingerprint);
    const described = describedTask(config.task).folds;
    if (!described) throw new AnnealError('config-invalid', 'This task cannot be divided into folds.');
    const name = config.experiment.name || dataset.name;
    const runs: RunRecord[] = [];
    for (let fold = 1; fold <= folds; fold++) {
      runs.push(
        await createRun({
          config: withSection(config, '', described.settings(fold, folds)),
          dataset: { fingerprint, name: dataset.name },
          name: `${name} · fold ${fold} of ${folds}`,
        }),
      );
    }
    trainNewRuns(runs);
    return runs[0]?.id ?? null;
  } catch (thrown) {
    notifyFailure('Could not start the folds', thrown);
    return null;
  }
}

export interface FoldGroup {
  folds: number;
  /** By fold, from the first; null where its run was deleted. The newest where a fold was trained several times. */
  runs: (RunRecord | null)[];
}

/** The cross-validation that a run is part of: the same data and configuration, names and the fold aside; null for a run of no fold. */
export function foldGroup(run: RunRecord, runs: readonly RunRecord[]): FoldGroup | null {
  const described = describedTask(run.config.task).folds;
  const own = described?.of(run.config);
  if (!described || !own) return null;
  const { folds } = own;
  const plain = ({ config }: RunRecord) => {
    const { experiment: _, ...rest } = withSection(config, '', described.settings(1, folds));
    return rest;
  };
  const wanted = plain(run);
  const isMember = (other: RunRecord) =>
    other.dataset.fingerprint === run.dataset.fingerprint &&
    other.config.task === run.config.task &&
    described.of(other.config)?.folds === folds &&
    sameJson(plain(other), wanted);
  const members = runs.filter(isMember);
  return {
    folds,
    runs: Array.from({ length: folds }, (_, i) => {
      if (i + 1 === own.fold) return run;
      const found = members.filter(({ config }) => described.of(config)?.fold === i + 1);
      return found.reduce<RunRecord | null>(
        (newest, one) => (newest && newest.createdAt >= one.createdAt ? newest : one),
        null,
      );
    }),
  };
}
