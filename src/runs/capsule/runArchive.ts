/**
 * A run capsule: everything of a run as one zip, with a manifest of its files (`manifest.ts`) and a README (`readme.ts`).
 * `readRunArchive.ts` brings it back, and the zips of before capsules.
 */
import { z } from 'zod';
import type { Runtime } from '../../engine/runtime';
import { writeZip } from '../../formats/zip/zip';
import type { CheckpointKind, CheckpointSummary } from '../../protocol/events';
import { recordSteps, upgradeRecord } from '../../protocol/migrations';
import type { RunBundle } from '../../protocol/records';
import { checkpointSummarySchema, runRecordSchema } from '../../protocol/records';
import { examplesJson } from '../examplesFile';
import { configJson, historyCsv, stepsCsv } from '../textFiles';
import { type ArchivedDataset, archivedDatasetFiles } from './archivedDataset';
import { exactJson } from './exactJson';
import { type CapsuleEntry, MANIFEST, manifestOf } from './manifest';
import { metricsJson } from './metricsFile';
import { readmeText } from './readme';
import { type WorstSample, worstCsv } from './worstSamples';

/** `record.json`: the run, brought up to date where an earlier version wrote it, and what is known of each checkpoint beside its own bytes. */
export const archivedRecordSchema = z.object({
  version: z.literal(1),
  run: z.preprocess((run) => upgradeRecord(run, recordSteps.run), runRecordSchema),
  checkpoints: z.array(checkpointSummarySchema.extend({ files: z.array(z.string()).min(1) })),
});
export type ArchivedRecord = z.infer<typeof archivedRecordSchema>;

/** What travels along beside the run itself; each may be left out. */
export interface CapsuleExtras {
  /** The bytes of a predictions CSV. */
  predictions?: Uint8Array<ArrayBuffer> | undefined;
  /** The data of the run. */
  dataset?: ArchivedDataset | undefined;
  /** The run as a page to read. */
  report?: string | undefined;
  worst?: readonly WorstSample[] | undefined;
}

/** @param madeBy where the capsule is made. @param now when. */
export async function writeRunArchive(
  bundle: RunBundle,
  { predictions, dataset, report, worst }: CapsuleExtras,
  madeBy: Runtime,
  now: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const { run, epochs, steps, log, examples } = bundle;
  const names = checkpointFileNames(bundle.checkpoints.map(({ summary }) => summary));
  const record: ArchivedRecord = {
    version: 1,
    run,
    checkpoints: bundle.checkpoints.map(({ summary }, i) => ({ ...summary, files: names[i]! })),
  };
  const text = (name: string, content: string): CapsuleEntry => ({
    name,
    bytes: new TextEncoder().encode(content),
  });
  const json = (name: string, value: unknown) => text(name, exactJson(value));
  const files: CapsuleEntry[] = [
    ...(report === undefined ? [] : [text('report.html', report)]),
    text('config.json', configJson(run.config)),
    text('metrics.json', metricsJson(bundle)),
    json('environment.json', { trainedOn: run.backend, capsuleMadeBy: madeBy }),
    text('history.csv', historyCsv(epochs)),
    text('steps.csv', stepsCsv(steps)),
    text('run.log', log.map((line) => `${line}\n`).join('')),
    json('record.json', record),
    ...(examples ? [text('examples.json', examplesJson(examples))] : []),
    ...(worst && worst.length > 0 ? [text('worst.csv', worstCsv(worst))] : []),
    ...bundle.checkpoints.flatMap(({ payload }, i) => names[i]!.map((name) => ({ name, bytes: payload }))),
    ...(predictions ? [{ name: 'predictions.csv', bytes: predictions }] : []),
    ...(dataset ? archivedDatasetFiles(dataset) : []),
  ];
  const readme = text('README.txt', readmeText(run, [...files.map(({ name }) => name), MANIFEST]));
  const manifest = json(MANIFEST, await manifestOf(run, [readme, ...files], madeBy, now));
  return writeZip([readme, manifest, ...files], 0);
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
