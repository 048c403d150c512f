/** Which of several files hold geometries, so that all of them are one set. */
import type { FileFormat } from '../protocol/datasets';
import type { FramesSource } from './frames/openFrames';
import type { NamedBlob } from './openedFile';
import { isSdf, readSdf } from './sdf/sdf';
import { isXyz, readXyz } from './xyz/xyz';

/** Enough for the first lines of a text, by which `frameFileOf` decides. */
export const TEXT_START_BYTES = 4096;

export interface FrameFile extends FramesSource {
  format: FileFormat;
}

/** @param start the first bytes; they decide, and the name where they are silent. @returns null for any other file. */
export function frameFileOf(file: NamedBlob, start: Uint8Array): FrameFile | null {
  const text = new TextDecoder().decode(start);
  if (isSdf(text) || (!isXyz(text) && /\.(?:sdf?|mol)$/i.test(file.name)))
    return { file, format: 'sdf', read: readSdf };
  if (isXyz(text) || /\.(?:xyz|extxyz|exyz)$/i.test(file.name)) return { file, format: 'xyz', read: readXyz };
  return null;
}
