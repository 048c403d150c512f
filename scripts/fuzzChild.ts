/** The process that opens mutants for `fuzz.ts`: it may be killed at any time. */
import { createHash } from 'node:crypto';
import { sizeOf } from '../src/formats/arrays';
import { openFiles } from '../src/formats/openFiles';
import { AnnealError } from '../src/protocol/errors';

export interface FuzzTask {
  name: string;
  bytes: Uint8Array;
}

export interface FuzzResult {
  /** Of all values; null where the file was refused. */
  digest: string | null;
  /** What was said of it. */
  notes: string[];
  /** What no reader may throw. */
  fault: string | null;
  /** Bytes of all values. */
  bytes: number;
}

async function read({ name, bytes }: FuzzTask): Promise<FuzzResult> {
  const result: FuzzResult = { digest: null, notes: [], fault: null, bytes: 0 };
  try {
    const parts = await openFiles([{ name, blob: new Blob([Uint8Array.from(bytes)]) }]);
    const digests: string[] = [];
    for (const { file } of parts) {
      const hashes = new Map(file.arrays.map((array) => [array.name, createHash('sha1')]));
      const counts = new Map<string, number>();
      for await (const { name: array, data, categories } of file.stream(
        file.arrays.map((header) => header.name),
      )) {
        hashes.get(array)?.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        if (categories) hashes.get(array)?.update(JSON.stringify(categories));
        counts.set(array, (counts.get(array) ?? 0) + data.length);
        result.bytes += data.byteLength;
      }
      for (const { name: array, shape } of file.arrays) {
        const found = counts.get(array) ?? 0;
        if (found !== sizeOf(shape)) result.fault = `\`${array}\` has ${found} values of ${sizeOf(shape)}`;
      }
      // Names lie under no checksum.
      digests.push(...[...hashes.values()].map((hash) => hash.digest('hex')));
      result.notes.push(...file.notes.map(({ message }) => message));
      file.close();
    }
    result.digest = digests.sort().join();
  } catch (thrown) {
    if (!(thrown instanceof AnnealError) || thrown.code === 'internal')
      result.fault =
        thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack}` : String(thrown);
    else if (!thrown.details.remedy) result.fault = `an error without a remedy: ${thrown.message}`;
    else if (!/[.?!…]$/.test(thrown.message))
      result.fault = `an error without a full stop: ${thrown.message}`;
  }
  return result;
}

process.on('message', (task: FuzzTask) => {
  void read(task).then((result) => process.send?.(result));
});
process.send?.('ready');
