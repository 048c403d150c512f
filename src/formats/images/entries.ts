/** Pictures wherever they come from: dropped one by one, in a folder, or in an archive. */
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import { type ByteRange, readRanges } from '../byteSource';
import type { NamedBlob } from '../openedFile';
import type { ZipEntry } from '../zip/directory';
import { type PackedEntry, unpack } from '../zip/unpack';
import { type DecodedImage, type ImageCodec, unreadable } from './decodedImage';
import { codecOf } from './format';

export interface ImageEntry {
  /** Unique in its set. */
  path: string;
  /** All its bytes, where it lies. */
  range: ByteRange;
  /** How an archive has packed it; null for a file of its own. */
  packed: PackedEntry | null;
  /** Its content, unpacked, where opening has read and kept it. */
  kept: Uint8Array | null;
}

/** A picture that waits to be decoded. */
export interface Picture {
  path: string;
  packed: PackedEntry | null;
  /** Where its bytes are to be read; null once they are. */
  range: ByteRange | null;
  bytes: Uint8Array | null;
  /** Why there are no bytes. */
  failure: ErrorJson | null;
}

export function blobEntry({ name, blob, relativePath }: NamedBlob): ImageEntry {
  const range = { source: blob, start: 0, end: blob.size };
  return { path: (relativePath || name).replaceAll('\\', '/'), range, packed: null, kept: null };
}

export function zipImageEntry({ name, blob }: NamedBlob, entry: ZipEntry): ImageEntry {
  const range = { source: blob, start: entry.offset, end: entry.end };
  return { path: entry.name.replaceAll('\\', '/'), range, packed: { archive: name, entry }, kept: null };
}

export function pictureOf({ path, range, packed, kept }: ImageEntry): Picture {
  if (kept) return { path, packed: null, range: null, bytes: kept, failure: null };
  return { path, packed, range, bytes: null, failure: null };
}

/** Whether it can be sent to a worker as it is: bytes can, and a Blob, which is read there. */
export function canBeSent({ range }: Picture): boolean {
  return range === null || range.source instanceof Blob;
}

/** The pictures with their bytes, which are read together. */
export async function readPictures(pictures: readonly Picture[]): Promise<Picture[]> {
  const read = await readRanges(pictures.flatMap(({ range }) => range ?? []));
  return pictures.map((picture) => {
    if (!picture.range) return picture;
    const bytes = read.shift()!;
    if (!('thrown' in bytes)) return { ...picture, range: null, bytes };
    return { ...picture, range: null, failure: unreadable(picture.path, bytes.thrown).toJSON() };
  });
}

/** Every page of a picture. @throws AnnealError as the decoders do, and as reading did. */
export async function decodePicture({ path, bytes, packed, failure }: Picture): Promise<DecodedImage[]> {
  if (failure) throw AnnealError.fromJSON(failure);
  const content = packed ? await unpack(bytes!, packed) : bytes!;
  return requireCodec(content, path).decode(content, path);
}

export function requireCodec(start: Uint8Array, path: string): ImageCodec {
  const codec = codecOf(start);
  if (codec) return codec;
  throw new AnnealError('file-format', `${path} is no PNG, JPEG, TIFF, BMP, GIF or WebP.`, {
    place: path,
    remedy: 'Save it as PNG, or leave it out.',
  });
}
