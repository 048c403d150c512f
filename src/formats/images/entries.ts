/** Pictures wherever they come from: dropped one by one, in a folder, or in an archive. */
import { AnnealError } from '../../protocol/errors';
import type { ImageHeader } from '../imageFiles';
import type { NamedBlob } from '../openedFile';
import type { ZipEntry } from '../zip/directory';
import type { ZipArchive } from '../zip/zip';
import { cutOff, type DecodedImage, type ImageCodec } from './decodedImage';
import { codecOf } from './format';

export interface ImageEntry {
  /** Unique in its set. */
  path: string;
  readStart(bytes: number): Promise<Uint8Array>;
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

export function blobEntry({ name, blob, relativePath }: NamedBlob): ImageEntry {
  return {
    path: (relativePath || name).replaceAll('\\', '/'),
    readStart: async (bytes) => new Uint8Array(await blob.slice(0, bytes).arrayBuffer()),
    read: async () => new Uint8Array(await blob.arrayBuffer()),
  };
}

export function zipImageEntry(archive: ZipArchive, entry: ZipEntry): ImageEntry {
  return {
    path: entry.name.replaceAll('\\', '/'),
    readStart: (bytes) => archive.readStart(entry, bytes),
    read: (signal) => archive.read(entry, { signal }),
  };
}

/** Enough for the header of most; TIFF directories and JPEG behind a camera's thumbnail may lie further. */
const START_BYTES = 1 << 14;

/** @throws AnnealError for what is no picture, damaged or too large. */
export async function readHeader(entry: ImageEntry): Promise<ImageHeader> {
  const start = await entry.readStart(START_BYTES);
  const codec = requireCodec(start, entry.path);
  const header = codec.readHeader(start, entry.path) ?? codec.readHeader(await entry.read(), entry.path);
  if (!header) throw cutOff(entry.path);
  return header;
}

/** Every page of a picture. @throws AnnealError as the decoders do. */
export async function decodeEntry(entry: ImageEntry, signal?: AbortSignal): Promise<DecodedImage[]> {
  const bytes = await entry.read(signal);
  return requireCodec(bytes, entry.path).decode(bytes, entry.path);
}

function requireCodec(start: Uint8Array, path: string): ImageCodec {
  const codec = codecOf(start);
  if (codec) return codec;
  throw new AnnealError('file-format', `${path} is no PNG, JPEG, TIFF, BMP or WebP.`, {
    place: path,
    remedy: 'Save it as PNG, or leave it out.',
  });
}
