/** Which part of an array's name is a folder: files with groups have some, and several files beside one another. */
import type { FileFormat } from '../protocol/datasets';

/** Columns of tables may be called anything, `od280/od315` or `mg/l`; their slashes are no folders. */
export function hasFolders(format: FileFormat): boolean {
  return format !== 'csv' && format !== 'tsv' && format !== 'parquet';
}

/** The folder that an array of a dataset lies in; empty where it is in none. @param files of the dataset, by name. */
export function folderOf(
  name: string,
  { format, files }: { format: FileFormat; files: readonly string[] },
): string {
  if (hasFolders(format)) return name.slice(0, Math.max(0, name.lastIndexOf('/')));
  if (files.length < 2) return '';
  // Of several files with columns of the same names each is a folder, with a number where two are called the same.
  const own = files.map(stem).flatMap((file) => {
    if (!name.startsWith(file)) return [];
    const after = /^(\.\d+)?\//.exec(name.slice(file.length));
    return after ? [file + after[0].slice(0, -1)] : [];
  });
  return own.reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '');
}

/** `runs/day1.csv` → `day1` */
export function stem(name: string): string {
  return name.replace(/^.*[/\\]/, '').replace(/(?<=.)\.[^.]*$/, '');
}
