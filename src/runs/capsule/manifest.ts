/** `capsule.json`: what a capsule is of, and length and SHA-256 of every other file in it. Nothing else in the zip is read. */
import { z } from 'zod';
import type { Runtime } from '../../engine/runtime';
import { AnnealError } from '../../protocol/errors';
import { environmentSchema, type RunRecord } from '../../protocol/records';

export const MANIFEST = 'capsule.json';

const entrySchema = z.object({
  name: z.string().min(1),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z.object({
  format: z.literal('anneal-capsule'),
  version: z.literal(1),
  createdAt: z.string(),
  /** Where the capsule was made; where the run was trained is in `environment.json`. */
  madeBy: environmentSchema.omit({ tensorflow: true }),
  run: z.object({ name: z.string(), task: z.string(), seed: z.number() }),
  data: z.object({ name: z.string(), fingerprint: z.string() }),
  entries: z.array(entrySchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface CapsuleEntry {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export async function manifestOf(
  { name, config, dataset }: RunRecord,
  files: readonly CapsuleEntry[],
  madeBy: Runtime,
  createdAt: Date,
): Promise<Manifest> {
  return {
    format: 'anneal-capsule',
    version: 1,
    createdAt: createdAt.toISOString(),
    madeBy,
    run: { name, task: config.task, seed: config.training.seed },
    data: { name: dataset.name, fingerprint: dataset.fingerprint },
    entries: await Promise.all(
      files.map(async (file) => ({
        name: file.name,
        bytes: file.bytes.length,
        sha256: await sha256(file.bytes),
      })),
    ),
  };
}

/** @throws file-format for what is no manifest, file-unsupported for one of a later version. */
export function parseManifest(json: string, place: string): Manifest {
  let value: unknown = null;
  try {
    value = JSON.parse(json);
  } catch {
    // Told below, as anything else that is no manifest.
  }
  const { data: version } = z.object({ version: z.number() }).safeParse(value);
  if (version && version.version > 1) {
    throw new AnnealError('file-unsupported', `${place} is a capsule of version ${version.version}.`, {
      place: `${place}/${MANIFEST}`,
      received: `version ${version.version}`,
      remedy: 'Use the version of Anneal that made it, or a newer one.',
    });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const found = issue ? `${issue.path.join('.') || 'its text'}: ${issue.message}` : 'no JSON';
  throw new AnnealError('file-format', `The manifest of ${place} cannot be read (${found}).`, {
    place: `${place}/${MANIFEST}`,
    received: found,
    remedy: 'Get the capsule again from where it came.',
  });
}

/** @throws file-format naming the entry whose bytes are not those that the manifest tells of. */
export async function requireEntry(
  { name, bytes, sha256: expected }: Manifest['entries'][number],
  found: Uint8Array<ArrayBuffer> | null,
  place: string,
): Promise<void> {
  if (found === null) throw damaged(place, name, 'is missing');
  if (found.length !== bytes) throw damaged(place, name, `has ${found.length} bytes instead of ${bytes}`);
  if ((await sha256(found)) !== expected) throw damaged(place, name, 'does not match its SHA-256');
}

function damaged(place: string, entry: string, found: string): AnnealError {
  return new AnnealError('file-format', `${place} is damaged or was changed: ${entry} ${found}.`, {
    place: `${place}/${entry}`,
    received: found,
    remedy: 'Get the capsule again from where it came.',
  });
}

/** Lower-case hex. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
