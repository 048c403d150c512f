/**
 * Weights that a draft or a run starts from, by the SHA-256 that its configuration names. They are kept as long as one of
 * these is: a run that has begun has them in its checkpoints, but it may be trained anew.
 */
import { delMany, get, keys, set } from 'idb-keyval';
import { AnnealError } from '../protocol/errors';
import { sha256 } from './checkpoints';
import { openStore } from './database';
import { requireRoom } from './room';

const prefix = 'weights ';

/** @param bytes of a .safetensors file. @returns their SHA-256, lower-case hex. */
export async function keepWeights(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  await requireRoom(bytes.length, 'weights');
  const digest = await sha256(bytes);
  await set(prefix + digest, bytes, openStore('settings'));
  return digest;
}

/** @throws data-not-found when they are not kept any more, checkpoint-damaged when they are not what was kept. */
export async function loadWeights(digest: string): Promise<Uint8Array> {
  const stored: unknown = await get(prefix + digest, openStore('settings'));
  const remedy = 'Choose the weights again.';
  if (!(stored instanceof Uint8Array)) {
    throw new AnnealError('data-not-found', 'The weights to start from are not kept in this browser.', {
      place: 'training.pretrained',
      received: `SHA-256 ${digest}`,
      remedy,
    });
  }
  const bytes = new Uint8Array(stored);
  const found = await sha256(bytes);
  if (found === digest) return bytes;
  throw new AnnealError('checkpoint-damaged', 'The weights to start from are damaged.', {
    place: 'training.pretrained',
    received: `SHA-256 ${found} instead of ${digest}`,
    remedy,
  });
}

/** Removes all weights but these. @param named by SHA-256. */
export async function removeOtherWeights(named: ReadonlySet<string>): Promise<void> {
  const store = openStore('settings');
  const kept = (await keys<string>(store)).filter((key) => key.startsWith(prefix));
  await delMany(
    kept.filter((key) => !named.has(key.slice(prefix.length))),
    store,
  );
}
