/** The data of a run inside its zip: `data.npz`, which NumPy opens, and `dataset.json`, which says what NPZ cannot. */
import { z } from 'zod';
import type { NamedArray } from '../../formats/arrays';
import { openNpz, writeNpz } from '../../formats/npy/npz';
import type { NamedBlob } from '../../formats/openedFile';
import { readArray } from '../../formats/readFiles';
import { openZip } from '../../formats/zip/zip';
import { describedDatasetSchema } from '../../protocol/datasetSchema';
import type { DescribedDataset } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';

export interface ArchivedDataset {
  record: DescribedDataset;
  /** In the order of the record. */
  arrays: NamedArray[];
}

const fileSchema = z.object({ version: z.literal(1), dataset: describedDatasetSchema });

const RECORD = 'dataset.json';
const VALUES = 'data.npz';

export function archivedDatasetFiles({ record, arrays }: ArchivedDataset): {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}[] {
  const json = `${JSON.stringify({ version: 1, dataset: record }, null, 2)}\n`;
  // Halves are wide in memory.
  const written = arrays.map(
    (array): NamedArray => (array.dtype === 'float16' ? { ...array, dtype: 'float32' } : array),
  );
  return [
    { name: RECORD, bytes: new TextEncoder().encode(json) },
    { name: VALUES, bytes: writeNpz(written) },
  ];
}

/**
 * The dataset in the zip of a run; null where it holds none.
 * @throws AnnealError `file-format` for one that is not what its record says; what broken archives throw.
 */
export async function readArchivedDataset(file: NamedBlob): Promise<ArchivedDataset | null> {
  const archive = await openZip(file);
  const named = (name: string) =>
    archive.entries.find((entry) => entry.name === name || entry.name.endsWith(`/${name}`));
  const [about, values] = [named(RECORD), named(VALUES)];
  if (!about || !values) return null;
  const parsed = fileSchema.safeParse(parseJson(new TextDecoder().decode(await archive.read(about))));
  if (!parsed.success) throw notWhole(file, `a ${RECORD} that this version does not know`);
  const { dataset: record } = parsed.data;
  const opened = await openNpz({ name: VALUES, blob: new Blob([await archive.read(values)]) });
  if (opened.arrays.length !== record.arrays.length) {
    throw notWhole(file, `${opened.arrays.length} arrays instead of ${record.arrays.length}`);
  }
  const arrays: NamedArray[] = [];
  for (const [index, { name, dtype, shape, categories }] of record.arrays.entries()) {
    const { data, shape: found } = await readArray(opened, opened.arrays[index]!.name);
    if (found.join() !== shape.join()) throw notWhole(file, `\`${name}\` of shape [${found.join(', ')}]`);
    arrays.push({ name, dtype: dtype === 'string' ? 'int32' : dtype, shape, categories, data });
  }
  return { record, arrays };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function notWhole(file: NamedBlob, found: string): AnnealError {
  return new AnnealError('file-format', `The data in ${file.name} cannot be read: found ${found}.`, {
    place: file.name,
    received: found,
    remedy: 'Drop the file of the data itself.',
  });
}
