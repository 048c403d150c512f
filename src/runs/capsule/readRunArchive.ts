/**
 * Reads the zip of a run: a capsule as `runArchive.ts` writes it, one of before, or a zipped output folder of the command
 * line, which has no `record.json` and tells by its checkpoints what the run was. Nothing is believed before it is parsed.
 */
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { decodeCheckpoint } from '../../engine/checkpoints/encode';
import { decisionOf } from '../../engine/checkpoints/strategies';
import type { NamedBlob } from '../../formats/openedFile';
import { openZip, type ZipArchive } from '../../formats/zip/zip';
import { AnnealError } from '../../protocol/errors';
import type { CheckpointKind } from '../../protocol/events';
import type { RunBundle } from '../../protocol/records';
import { checkpointBundle, type ReadCheckpoint } from '../checkpointBundle';
import { parseExamples } from '../examplesFile';
import { parseHistoryCsv, parseStepsCsv } from '../textFiles';
import { parseExactJson } from './exactJson';
import { MANIFEST, parseManifest, requireEntry } from './manifest';
import { requireAgreement } from './metricsFile';
import { archivedRecordSchema } from './runArchive';

/** The files of a run, out of a zip or a folder. */
export interface RunFiles {
  /** Of the zip or the folder, for messages. */
  name: string;
  names: readonly string[];
  /** null for what is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

/**
 * @param now the time of the import, for a run that has no record of its own.
 * @throws file-format and its kin for a broken archive, naming the file that a capsule's manifest finds damaged;
 *   checkpoint-damaged for a broken checkpoint in it.
 */
export async function readRunArchive(file: NamedBlob, now: Date): Promise<RunBundle> {
  return readRunFiles(await filesOfZip(file), now);
}

/** As `readRunArchive`, of files that are taken as they are. */
export async function readRunFiles(files: RunFiles, now: Date): Promise<RunBundle> {
  if (!files.names.includes('config.json')) throw noRun(files, 'no config.json');
  const history = {
    epochs: parseHistoryCsv((await readText(files, 'history.csv')) ?? emptyHistory, 'history.csv'),
    steps: parseStepsCsv((await readText(files, 'steps.csv')) ?? emptySteps, 'steps.csv'),
    examples: parseExamples((await readText(files, 'examples.json')) ?? ''),
    log: ((await readText(files, 'run.log')) ?? '').split('\n').filter((line) => line !== ''),
  };
  const record = await readText(files, 'record.json');
  if (record !== null) {
    const { run, checkpoints } = await readRecorded(files, record);
    const metrics = await readText(files, 'metrics.json');
    if (metrics !== null) requireAgreement(run, history.epochs, metrics, files.name);
    return { run, checkpoints, ...history };
  }
  const checkpoints = await readUnrecorded(files);
  if (checkpoints.length === 0) throw noRun(files, 'no checkpoints');
  return { ...checkpointBundle(checkpoints, files.name.replace(/\.[^.]*$/, ''), now), ...history };
}

/** Values may be a gigabyte, and have a fingerprint of their own, which whoever brings them back compares. */
const comparedElsewhere: readonly string[] = ['data.npz'];

/** Of a capsule only what its manifest names, each found to be whole. */
async function filesOfZip(file: NamedBlob): Promise<RunFiles> {
  const archive = await openZip(file);
  const folder = folderOf(archive, file);
  const entries = new Map(
    archive.entries
      .filter(({ name }) => name.startsWith(folder))
      .map((entry) => [entry.name.slice(folder.length), entry]),
  );
  const plain: RunFiles = {
    name: file.name,
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name);
      return entry ? archive.read(entry) : null;
    },
  };
  const json = await readText(plain, MANIFEST);
  if (json === null) return plain;
  const { entries: listed } = parseManifest(json, file.name);
  for (const entry of listed) {
    if (comparedElsewhere.includes(entry.name)) continue;
    await requireEntry(entry, await plain.read(entry.name), file.name);
  }
  const known = new Set(listed.map(({ name }) => name));
  return {
    ...plain,
    names: plain.names.filter((name) => known.has(name)),
    read: async (name) => (known.has(name) ? plain.read(name) : null),
  };
}

const emptyHistory = 'epoch,step,learning_rate,seconds,is_best\n';
const emptySteps = 'step,epoch,loss,learning_rate,gradient_norm\n';

/** Whether an archive holds a run, from its directory alone. */
export function holdsRun(archive: ZipArchive): boolean {
  return archive.entries.some(({ name }) => /(^|\/)config\.json$/.test(name));
}

/** Where `config.json` is: at the top, or in the one folder that was zipped. */
function folderOf(archive: ZipArchive, file: NamedBlob): string {
  const config = archive.entries.find(({ name }) => /(^|\/)config\.json$/.test(name));
  if (!config) throw noRun(file, 'no config.json');
  return config.name.slice(0, -'config.json'.length);
}

async function readRecorded(files: RunFiles, json: string): Promise<Pick<RunBundle, 'run' | 'checkpoints'>> {
  const parsed = archivedRecordSchema.safeParse(parseExactJson(json));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw noRun(files, `a record.json whose ${issue?.path.join('.') || 'text'} is wrong (${issue?.message})`);
  }
  const { run, checkpoints } = parsed.data;
  return {
    run,
    checkpoints: await Promise.all(
      checkpoints.map(async ({ files: names, ...summary }) => {
        const payload = await files.read(names[0]!);
        if (!payload) throw noRun(files, `no ${names[0]}, which record.json names`);
        decodeCheckpoint(payload);
        return { summary, payload };
      }),
    ),
  };
}

/** The command line's names: best, latest, latest.previous, epoch-N. */
async function readUnrecorded(files: RunFiles): Promise<ReadCheckpoint[]> {
  const found: ReadCheckpoint[] = [];
  for (const name of files.names) {
    if (!name.startsWith('checkpoints/') || !name.endsWith('.safetensors')) continue;
    const bytes = await files.read(name);
    if (!bytes) continue;
    const checkpoint = decodeCheckpoint(bytes);
    const stem = name.slice('checkpoints/'.length, -'.safetensors'.length);
    found.push({ checkpoint, kinds: kindsOf(stem, checkpoint) });
  }
  return found;
}

/** An epoch was chosen by the run's strategy; where that does not tell why, it is kept for good. */
function kindsOf(stem: string, { state }: Checkpoint): CheckpointKind[] {
  if (stem === 'best' || stem === 'latest') return [stem];
  if (!stem.startsWith('epoch-')) return [];
  const decision = decisionOf(state);
  return [decision === 'best' ? 'earlierBest' : (decision ?? 'periodic')];
}

async function readText(files: RunFiles, name: string): Promise<string | null> {
  const bytes = await files.read(name);
  return bytes && new TextDecoder().decode(bytes);
}

function noRun({ name }: { name: string }, found: string): AnnealError {
  return new AnnealError('file-format', `${name} holds no run that Anneal can read: ${found}.`, {
    place: name,
    received: found,
    remedy: 'Drop a zip that was made by "Download everything", or a checkpoint.',
  });
}
