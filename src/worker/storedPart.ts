/** A stored dataset as a file beside others: files are added to a dataset by importing it anew together with them. */
import { readBlocks } from '../engine/data/datasetReader';
import { folderOf, stem } from '../formats/folders';
import { throwIfAborted } from '../formats/openedFile';
import type { FilePart } from '../formats/readFiles';
import type { DatasetRecord } from '../protocol/datasets';
import { openDataset } from '../storage/datasets';

export interface StoredPart extends FilePart {
  record: DatasetRecord;
}

/**
 * Its arrays keep their names, but for those of a single file that names no folder: as beside other files they get the
 * file's name in front, `mouse1_a/stim`.
 * @throws AnnealError as `openDataset`.
 */
export async function openStoredPart(fingerprint: string): Promise<StoredPart> {
  const { record, data } = await openDataset(fingerprint);
  const { name, files, format, arrays } = record;
  const isOneGroup =
    files.length === 1 && arrays.length > 1 && arrays.every((array) => folderOf(array.name, record) === '');
  const folder = isOneGroup ? `${stem(files[0]!)}/` : '';
  return {
    name,
    record,
    naming: 'kept',
    file: {
      format,
      arrays: arrays.map(({ name, shape, dtype }) => ({ name: folder + name, shape, dtype })),
      notes: [],
      async *stream(names, { signal } = {}) {
        for (const inside of names) {
          const array = inside.slice(folder.length);
          const { categories } = data.arrays.get(array)!;
          for await (const block of readBlocks(data, array)) {
            throwIfAborted(signal, name);
            yield { name: inside, data: block, categories: categories && [...categories] };
          }
        }
      },
      close: data.close,
    },
  };
}
