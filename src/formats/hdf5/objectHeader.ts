/**
 * Object headers of HDF5: what the file says of an object and h5wasm does not tell. Only messages are taken apart here; what
 * a datatype message means: `datatype.ts`. Format: https://docs.hdfgroup.org/hdf5/v1_14/_f_m_t3.html, section IV.A.
 */

/** The bytes of the file at an address, at once, from the superblock on; fewer where it ends. */
export type ReadAt = (address: number, length: number) => DataView;

export interface HeaderMessage {
  type: number;
  data: DataView;
}

export interface HeaderReader {
  /** Messages of the object at the address. @throws RangeError for what is damaged or unknown. */
  messages(address: number): HeaderMessage[];
  /** Reads an address or a length. */
  offset(view: DataView, at: number): number;
  offsetBytes: number;
  lengthBytes: number;
  read: ReadAt;
}

export const messageTypes = { dataspace: 1, datatype: 3, external: 7, continuation: 16 } as const;

const SHARED = 2;
const MOST_MESSAGES = 20_000;

/** @param read from the superblock on. */
export function createHeaderReader(read: ReadAt): HeaderReader {
  const start = read(0, 16);
  const isNew = start.getUint8(8) >= 2;
  const offsetBytes = start.getUint8(isNew ? 9 : 13);
  const lengthBytes = start.getUint8(isNew ? 10 : 14);
  const reader: HeaderReader = { messages, offset, offsetBytes, lengthBytes, read };

  function offset(view: DataView, at: number): number {
    return unsigned(view, at, offsetBytes);
  }

  function messages(address: number): HeaderMessage[] {
    const found: HeaderMessage[] = [];
    const prefix = read(address, 32);
    if (isText(prefix, 'OHDR')) readNew(address, prefix, found);
    else if (prefix.getUint8(0) === 1)
      readBlock(address + 16, prefix.getUint32(8, true), { head: 8, tail: 0 }, found);
    else throw new RangeError('no object header');
    return found;
  }

  function readNew(address: number, prefix: DataView, found: HeaderMessage[]): void {
    const flags = prefix.getUint8(5);
    const at = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const width = 1 << (flags & 3);
    const length = unsigned(prefix, at, width);
    readBlock(address + at + width, length, { head: flags & 4 ? 6 : 4, tail: 0 }, found);
  }

  /** @param layout bytes before each message, and behind the last one. */
  function readBlock(
    address: number,
    length: number,
    layout: { head: number; tail: number },
    found: HeaderMessage[],
  ): void {
    const block = read(address, length);
    const { head, tail } = layout;
    for (let at = 0; at + head <= block.byteLength - tail; ) {
      if (found.length > MOST_MESSAGES) throw new RangeError('too many messages');
      const isOld = head === 8;
      const type = isOld ? block.getUint16(at, true) : block.getUint8(at);
      const size = block.getUint16(at + (isOld ? 2 : 1), true);
      const flags = block.getUint8(at + (isOld ? 4 : 3));
      const data = new DataView(block.buffer, block.byteOffset + at + head, size);
      at += head + size;
      if (type === messageTypes.continuation) continueAt(data, head, found);
      else found.push(flags & SHARED && type === messageTypes.datatype ? shared(data) : { type, data });
    }
  }

  function continueAt(data: DataView, head: number, found: HeaderMessage[]): void {
    const address = offset(data, 0);
    const length = unsigned(data, offsetBytes, lengthBytes);
    found.push({ type: messageTypes.continuation, data });
    if (head === 8) {
      readBlock(address, length, { head, tail: 0 }, found);
      return;
    }
    if (!isText(read(address, 4), 'OCHK')) throw new RangeError('no continuation');
    readBlock(address + 4, length - 4, { head, tail: 4 }, found);
  }

  /** A datatype with a name of its own lies in an object of its own. */
  function shared(data: DataView): HeaderMessage {
    const version = data.getUint8(0);
    if (version === 3 && data.getUint8(1) !== 2) throw new RangeError('a message in a heap');
    const address = offset(data, version === 1 ? 8 : 2);
    const own = messages(address).find(({ type }) => type === messageTypes.datatype);
    if (!own) throw new RangeError('no datatype');
    return own;
  }

  return reader;
}

/** Names of the files in which the values of a dataset lie (message 7). */
export function externalFiles(
  { read, offset, lengthBytes, offsetBytes }: HeaderReader,
  data: DataView,
): string[] {
  const used = data.getUint16(6, true);
  const heap = read(offset(data, 8), 8 + 2 * lengthBytes + offsetBytes);
  const size = unsigned(heap, 8, lengthBytes);
  const names = read(offset(heap, 8 + 2 * lengthBytes), size);
  return Array.from({ length: used }, (_, slot) => {
    const at = unsigned(data, 8 + offsetBytes + slot * 3 * lengthBytes, lengthBytes);
    return textAt(names, at).text;
  });
}

/** Text up to a NUL, and where it ends. */
export function textAt(view: DataView, start: number): { text: string; end: number } {
  let end = start;
  while (view.getUint8(end) !== 0) end++;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, end - start);
  return { text: new TextDecoder().decode(bytes), end };
}

/** A little-endian whole number of so many bytes. */
export function unsigned(view: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let index = bytes - 1; index >= 0; index--) value = value * 256 + view.getUint8(at + index);
  return value;
}

function isText(view: DataView, text: string): boolean {
  return (
    view.byteLength >= text.length && [...text].every((mark, at) => view.getUint8(at) === mark.charCodeAt(0))
  );
}
