/**
 * Reads the zip of a run: the one that `runArchive.ts` writes, or a zipped output folder of the command line, which
 * has no `record.json` and tells by its checkpoints what the run was. Nothing in it is believed before it is parsed.
 */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import { decisionOf } from '../engine/checkpoints/strategies';
import type { NamedBlob } from '../formats/openedFile';
import { openZip, type ZipArchive } from '../formats/zip/zip';
import { AnnealError } from '../protocol/errors';
import type { CheckpointKind } from '../protocol/events';
import type { RunBundle } from '../protocol/records';
import { checkpointBundle, type ReadCheckpoint } from './checkpointBundle';
import { parseExamples } from './examplesFile';
import { archivedRecordSchema } from './runArchive';
import { parseHistoryCsv, parseStepsCsv } from './textFiles';

/**
 * @param now the time of the import, for a run that has no record of its own.
 * @throws file-format and its kin for a broken archive, checkpoint-damaged for a broken checkpoint in it.
 */
export async function readRunArchive(file: NamedBlob, now: Date): Promise<RunBundle> {
  const archive = await openZip(file);
  const folder = folderOf(archive, file);
  const history = {
    epochs: parseHistoryCsv((await readText(archive, `${folder}history.csv`)) ?? emptyHistory, 'history.csv'),
    steps: parseStepsCsv((await readText(archive, `${folder}steps.csv`)) ?? emptySteps, 'steps.csv'),
    examples: parseExamples((await readText(archive, `${folder}examples.json`)) ?? ''),
    log: ((await readText(archive, `${folder}run.log`)) ?? '').split('\n').filter((line) => line !== ''),
  };
  const record = await readText(archive, `${folder}record.json`);
  if (record !== null) return { ...(await readRecorded(archive, folder, file, record)), ...history };
  const checkpoints = await readUnrecorded(archive, folder);
  if (checkpoints.length === 0) throw noRun(file, 'no checkpoints');
  return { ...checkpointBundle(checkpoints, file.name.replace(/\.[^.]*$/, ''), now), ...history };
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

async function readRecorded(
  archive: ZipArchive,
  folder: string,
  file: NamedBlob,
  json: string,
): Promise<Pick<RunBundle, 'run' | 'checkpoints'>> {
  const parsed = archivedRecordSchema.safeParse(parseJson(json));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw noRun(file, `a record.json whose ${issue?.path.join('.') || 'text'} is wrong (${issue?.message})`);
  }
  const { run, checkpoints } = parsed.data;
  return {
    run,
    checkpoints: await Promise.all(
      checkpoints.map(async ({ files, ...summary }) => {
        const payload = await readBytes(archive, folder + files[0]);
        if (!payload) throw noRun(file, `no ${files[0]}, which record.json names`);
        decodeCheckpoint(payload);
        return { summary, payload };
      }),
    ),
  };
}

/** The command line's names: best, latest, latest.previous, epoch-N. */
async function readUnrecorded(archive: ZipArchive, folder: string): Promise<ReadCheckpoint[]> {
  const found: ReadCheckpoint[] = [];
  for (const { name } of archive.entries) {
    const inside = name.startsWith(`${folder}checkpoints/`) && name.endsWith('.safetensors');
    if (!inside) continue;
    const stem = name.slice(`${folder}checkpoints/`.length, -'.safetensors'.length);
    const bytes = await readBytes(archive, name);
    if (!bytes) continue;
    const checkpoint = decodeCheckpoint(bytes);
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

async function readBytes(archive: ZipArchive, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const entry = archive.entries.find((candidate) => candidate.name === name);
  return entry ? archive.read(entry) : null;
}

async function readText(archive: ZipArchive, name: string): Promise<string | null> {
  const bytes = await readBytes(archive, name);
  return bytes && new TextDecoder().decode(bytes);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function noRun(file: NamedBlob, found: string): AnnealError {
  return new AnnealError('file-format', `${file.name} holds no run that Anneal can read: ${found}.`, {
    place: file.name,
    received: found,
    remedy: 'Drop a zip that was made by "Download everything", or a checkpoint.',
  });
}
