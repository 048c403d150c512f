/** Attributes of groups and datasets, each read when it is asked for. */
import type { MountedHdf5 } from './library';

export interface Attributes {
  has(name: string): boolean;
  /** A text, or the first of several. */
  text(name: string): string | null;
  texts(name: string): string[];
  number(name: string): number | null;
  /** One number or a list of them; empty for what is absent or no number. */
  numbers(name: string): number[];
}

export function attributesOf({ library, module, file }: MountedHdf5, path: string): Attributes {
  const names = new Set(module.get_attribute_names(file.file_id, path));
  const found = (name: string): unknown => {
    if (!names.has(name)) return null;
    try {
      return new library.Attribute(file.file_id, path, name).value;
    } catch {
      // Of a type that the library does not read: as if it were not there.
      return null;
    }
  };
  const listOf = (name: string): unknown[] => {
    const value = found(name);
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value;
    if (ArrayBuffer.isView(value) && !(value instanceof DataView) && Symbol.iterator in value) {
      return Array.from(value as Iterable<unknown>);
    }
    return [value];
  };
  const numbers = (name: string) =>
    listOf(name)
      .filter((value) => typeof value === 'number' || typeof value === 'bigint')
      .map(Number);
  const texts = (name: string) => listOf(name).filter((value) => typeof value === 'string');
  return {
    has: (name) => names.has(name),
    texts,
    text: (name) => texts(name)[0] ?? null,
    numbers,
    number: (name) => numbers(name)[0] ?? null,
  };
}
