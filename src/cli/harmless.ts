/** Files that are read at once instead of in a thread, whose start would take longer than they do. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isNpy } from '../formats/npy/header';

/** A text of this size is read in no time, whatever it holds. */
const SMALL_BYTES = 1 << 16;

/** Small texts, and NPY, whose values lie in it as they are. What cannot be read is the thread's to say. */
export function isHarmless(path: string): boolean {
  try {
    const { size } = statSync(path);
    const start = startOf(path, Math.min(size, SMALL_BYTES));
    return isNpy(start) || (size <= SMALL_BYTES && start.every(isOfText));
  } catch {
    return false;
  }
}

/** Any character but the control characters that no text has. */
function isOfText(byte: number): boolean {
  return byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function startOf(path: string, length: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}
