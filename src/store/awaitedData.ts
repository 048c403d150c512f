/** Which runs have their data here, and which data are awaited. */
import type { DatasetRecord, DatasetSource } from '../protocol/datasets';
import type { RunRecord } from '../protocol/records';
import { studio } from './studio';

/** Whether nothing of a run's data is stored here. */
export function lacksData({ dataset }: RunRecord, datasets: readonly DatasetRecord[]): boolean {
  return !datasets.some(({ fingerprint }) => fingerprint === dataset.fingerprint);
}

/** Runs that were trained on a dataset. */
export function runsOn(runs: readonly RunRecord[], fingerprint: string): RunRecord[] {
  return runs.filter(({ dataset }) => dataset.fingerprint === fingerprint);
}

/**
 * How files were read when a run that now lacks them was trained: by the names of the files, or of the folder.
 * @param names of what was dropped.
 */
export function awaitedSource(names: readonly string[]): DatasetSource | undefined {
  const { runs, datasets } = studio.getState();
  const wanted = [...names].sort().join('\n');
  return runs.find(
    (run) =>
      lacksData(run, datasets) &&
      run.dataset.source &&
      [...run.dataset.source.files].sort().join('\n') === wanted,
  )?.dataset.source;
}
