/** What the footer of a Parquet file declares, held against itself and the file before anything is read by it. */
import type { FileMetaData } from 'hyparquet';
import { AnnealError } from '../../protocol/errors';
import type { NamedBlob } from '../openedFile';
import { chunkStart, type ParquetSource } from './chunks';
import { leavesOf, type ParquetColumn } from './columns';

/** @returns how many rows there are. @throws AnnealError `file-format`, `file-unsupported`. */
export function checkMetadata(
  { name, blob }: NamedBlob,
  { schema, num_rows, row_groups }: FileMetaData,
): number {
  const damaged = (what: string) =>
    new AnnealError('file-format', `${name} is not a sound Parquet file: ${what}.`, {
      place: name,
      remedy: 'The file may be damaged: copy it again, or save it anew.',
    });
  const leaves = leavesOf(schema);
  let rows = 0n;
  for (const [index, { num_rows: own, columns }] of row_groups.entries()) {
    if (typeof own !== 'bigint' || own < 0n)
      throw damaged(`row group ${index} does not say how many rows it has`);
    rows += own;
    if (columns.length !== leaves.length)
      throw damaged(`row group ${index} has ${columns.length} of ${leaves.length} columns`);
    for (const [leaf, { meta_data: chunk, file_path: elsewhere }] of columns.entries()) {
      const path = leaves[leaf]!;
      const column = path.map((element) => element.name).join('.');
      if (elsewhere) {
        throw new AnnealError('file-unsupported', `${name} holds no values: they are in ${elsewhere}.`, {
          place: name,
          received: elsewhere,
          remedy: 'Choose the folder, or the files with the values.',
        });
      }
      // What is encrypted says nothing; it is left out by name.
      if (!chunk) continue;
      if (chunk.path_in_schema.join('.') !== column || chunk.type !== path.at(-1)!.type)
        throw damaged(`column ${leaf + 1} of row group ${index} is not \`${column}\``);
      const { num_values: values, total_compressed_size: size, data_page_offset: data } = chunk;
      const numbers = [values, size, data];
      if (numbers.some((number) => typeof number !== 'bigint' || number < 0n))
        throw damaged(`\`${column}\` does not say where its values are`);
      const isFlat = path.length === 1 && path[0]!.repetition_type !== 'REPEATED';
      if (isFlat ? values !== own : values < own)
        throw damaged(`\`${column}\` has ${values} values in a group of ${own} rows`);
      if (chunkStart(chunk) + Number(size) > blob.size) throw damaged(`\`${column}\` reaches beyond its end`);
    }
  }
  // Some writers never say how many there are in all.
  if (rows !== num_rows && num_rows !== 0n)
    throw damaged(`it declares ${num_rows} rows, and its row groups have ${rows}`);
  return Number(rows);
}

export function isEncrypted({ metadata }: ParquetSource, { leaf }: ParquetColumn): boolean {
  return metadata.row_groups.some(({ columns }) => {
    const column = columns[leaf];
    return !column?.meta_data || column.crypto_metadata !== undefined;
  });
}
