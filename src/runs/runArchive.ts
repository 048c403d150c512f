/**
 * Everything of a run as one zip: `config.json, history.csv, steps.csv, run.log, record.json, examples.json,
 * checkpoints/{best,latest,epoch-N,…}.safetensors`, `predictions.csv` where there are predictions, and the data where asked.
 * `readRunArchive.ts` brings it back.
 */
import { z } from 'zod';
import { writeZip } from '../formats/zip/zip';
import type { CheckpointKind, CheckpointSummary } from '../protocol/events';
import { recordSteps, upgradeRecord } from '../protocol/migrations';
import type { RunBundle, RunRecord } from '../protocol/records';
import { checkpointSummarySchema, runRecordSchema } from '../protocol/records';
import { type ArchivedDataset, archivedDatasetFiles } from './archivedDataset';
import { examplesJson } from './examplesFile';
import { configJson, historyCsv, stepsCsv } from './textFiles';

/** `record.json`: the run, brought up to date where an earlier version wrote it, and what is known of each checkpoint beside its own bytes. */
export const archivedRecordSchema = z.object({
  version: z.literal(1),
  run: z.preprocess((run) => upgradeRecord(run, recordSteps.run), runRecordSchema),
  checkpoints: z.array(checkpointSummarySchema.extend({ files: z.array(z.string()).min(1) })),
});
export type ArchivedRecord = z.infer<typeof archivedRecordSchema>;

/** @param predictions the bytes of a predictions CSV. @param dataset the data of the run, where they travel along. */
export function writeRunArchive(
  bundle: RunBundle,
  predictions?: Uint8Array,
  dataset?: ArchivedDataset,
): Uint8Array<ArrayBuffer> {
  const { run, epochs, steps, log, examples } = bundle;
  const names = checkpointFileNames(bundle.checkpoints.map(({ summary }) => summary));
  const record: ArchivedRecord = {
    version: 1,
    run: finiteRecord(run),
    checkpoints: bundle.checkpoints.map(({ summary }, i) => ({ ...summary, files: names[i]! })),
  };
  const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
  return writeZip(
    [
      text('config.json', configJson(run.config)),
      text('history.csv', historyCsv(epochs)),
      text('steps.csv', stepsCsv(steps)),
      text('run.log', log.map((line) => `${line}\n`).join('')),
      text('record.json', `${JSON.stringify(record, null, 2)}\n`),
      ...(examples ? [text('examples.json', examplesJson(examples))] : []),
      ...bundle.checkpoints.flatMap(({ payload }, i) => names[i]!.map((name) => ({ name, bytes: payload }))),
      ...(predictions ? [{ name: 'predictions.csv', bytes: predictions }] : []),
      ...(dataset ? archivedDatasetFiles(dataset) : []),
    ],
    0,
  );
}

/** They tell where the run is; every other kind is kept for its epoch. */
const markKinds: readonly CheckpointKind[] = ['best', 'latest', 'interrupted'];

/**
 * File names for each checkpoint: one that is best and latest at once is written under both names, so that scripts
 * find either. A name that is taken gets the step too.
 */
function checkpointFileNames(summaries: readonly CheckpointSummary[]): string[][] {
  const taken = new Set<string>();
  return summaries.map(({ kinds, epoch, step }) => {
    const wanted = kinds.filter((kind) => kind === 'best' || kind === 'latest').map(String);
    if (kinds.some((kind) => !markKinds.includes(kind))) wanted.push(`epoch-${epoch}`);
    if (wanted.length === 0) wanted.push(kinds.includes('interrupted') ? 'interrupted' : 'previous');
    return wanted.map((name) => {
      const free = taken.has(name) ? `${name}-step-${step}` : name;
      taken.add(free);
      return `checkpoints/${free}.safetensors`;
    });
  });
}

/** JSON knows no NaN: test metrics that are not numbers are left out. */
function finiteRecord(run: RunRecord): RunRecord {
  if (run.test === null) return run;
  const finite = Object.entries(run.test).filter(([, value]) => Number.isFinite(value));
  return { ...run, test: Object.fromEntries(finite) };
}
