/** The files that datasets of pictures were made from, while the tab is open: editing pairs needs no folder then. */
import type { DroppedFiles } from '../worker/dataCommands';

const kept = new Map<string, DroppedFiles>();

/** @param fingerprint of the dataset that they became. */
export function keepPictures(fingerprint: string, dropped: DroppedFiles): void {
  kept.set(fingerprint, dropped);
}

/** Undefined after a reload: a browser does not hand out a folder twice. */
export function keptPictures(fingerprint: string): DroppedFiles | undefined {
  return kept.get(fingerprint);
}

/** They cannot be read any more. */
export function forgetPictures(fingerprint: string): void {
  kept.delete(fingerprint);
}
