/** The bytes of a file, read in pieces. A `Blob` is one; the command line has its own, because Node's Blob of a file counts
 * its size modulo 2³². */

export interface ByteSource {
  readonly size: number;
  /** As `Blob.slice`: a part of it, nothing is read yet. */
  slice(start?: number, end?: number): ByteSource;
  arrayBuffer(): Promise<ArrayBuffer>;
  /**
   * Fills the target with the bytes from `position` on, at once; absent where bytes come only after a while.
   * @throws when the file ends before the target is full.
   */
  readInto?(target: Uint8Array, position: number): void;
}

export async function bytesOf(
  source: ByteSource,
  start?: number,
  end?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await source.slice(start, end).arrayBuffer());
}
