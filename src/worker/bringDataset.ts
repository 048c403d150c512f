/** Keeps the dataset that travels in the zip of a run. What the data worker does. */
import { createFingerprint } from '../engine/data/fingerprint';
import type { NamedArray } from '../formats/arrays';
import type { DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { readArchivedDataset } from '../runs/capsule/archivedDataset';
import { keepDataset } from '../storage/datasets';

/** Values begin at multiples of so many bytes. */
const ALIGNMENT = 64;

/**
 * @returns null for a zip without data.
 * @throws AnnealError `file-format` where the values are not those that were archived; `storage-failed` where there is no room.
 */
export async function bringDataset(file: File): Promise<DatasetRecord | null> {
  const found = await readArchivedDataset({ name: file.name, blob: file });
  if (!found) return null;
  const { record, arrays } = found;
  let bytes = 0;
  const places = arrays.map(({ dtype, data }) => {
    const offset = bytes;
    bytes += Math.ceil(data.byteLength / ALIGNMENT) * ALIGNMENT;
    return {
      file: null,
      offset,
      dtype: dtype === 'float16' ? ('float32' as const) : dtype,
      bigEndian: false,
    };
  });
  return keepDataset(bytes, async (out) => {
    for (const [index, { data }] of arrays.entries()) {
      await out.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), places[index]!.offset);
    }
    if ((await contentOf(arrays)) !== record.fingerprint) {
      throw new AnnealError('file-format', `The data in ${file.name} are not those that were archived.`, {
        place: file.name,
        remedy: 'Download the run again, or drop the file of the data itself.',
      });
    }
    return { record, places };
  });
}

async function contentOf(arrays: readonly NamedArray[]): Promise<string> {
  const fingerprint = createFingerprint(arrays);
  for (const { name, data } of arrays) await fingerprint.add(name, data);
  return fingerprint.finish(arrays);
}
