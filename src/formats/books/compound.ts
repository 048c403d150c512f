/** Compound files of Microsoft (MS-CFB): what old Excel workbooks are, and new ones that a password protects. */
import { AnnealError } from '../../protocol/errors';
import { bytesOf } from '../byteSource';
import type { NamedBlob } from '../openedFile';

export function isCompound(start: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].every((byte, index) => start[index] === byte);
}

/** The error that says what it is, and what to do. */
export async function compoundError({ name, blob }: NamedBlob): Promise<AnnealError> {
  const header = new DataView(await blob.slice(0, 512).arrayBuffer());
  const names = header.byteLength === 512 ? await directoryNames(blob, header) : [];
  const isOne = (of: RegExp) => names.some((entry) => of.test(entry));
  if (isOne(/^EncryptedPackage$/)) {
    return new AnnealError('file-unsupported', `${name} is a workbook that a password protects.`, {
      place: name,
      received: 'an encrypted workbook',
      remedy: 'Save it without a password (File, Info, Protect Workbook), or the sheet as CSV.',
    });
  }
  const isWorkbook = isOne(/^(Workbook|Book)$/i) || /\.xl[ast]$/i.test(name);
  const what = isWorkbook ? 'an old Excel workbook (xls)' : 'a document of an old Office program';
  return new AnnealError('file-format', `${name} is ${what}, which holds no arrays to train on.`, {
    place: name,
    received: what,
    remedy: 'Save it as an Excel workbook (xlsx), or the sheet as CSV.',
  });
}

/** Of the first sector of the directory, which has the storages that say what a file is. */
async function directoryNames(blob: NamedBlob['blob'], header: DataView): Promise<string[]> {
  const sector = 1 << Math.min(header.getUint16(30, true), 12);
  const start = (header.getUint32(48, true) + 1) * sector;
  const bytes = await bytesOf(blob, start, Math.min(start + 4096, blob.size));
  const names: string[] = [];
  for (let at = 0; at + 128 <= bytes.length; at += 128) {
    const length = Math.min(64, bytes[at + 64]! | (bytes[at + 65]! << 8));
    names.push(new TextDecoder('utf-16le').decode(bytes.subarray(at, at + Math.max(0, length - 2))));
  }
  return names;
}
