/** A thread of tests whose readers misbehave in the way that their file is named after. */
import { parentPort, workerData } from 'node:worker_threads';
import type { OpenedPart } from '../formats/openedFile';
import { serveReading } from './serveReading';

const second = 1000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Blocks its thread for ever. */
function loop(): never {
  for (;;);
}

async function misbehave(name: string, onProgress: (done: number, total: number) => void): Promise<void> {
  const kept: unknown[] = [];
  switch (name) {
    case 'loops':
      return loop();
    case 'waits':
      setInterval(() => {}, second);
      return new Promise(() => {});
    case 'reports the same again and again':
      for (;;) {
        onProgress(1, 2);
        await pause(20);
      }
    case 'fills buffers':
      for (;;) kept.push(new Uint8Array(1 << 24).fill(1));
    case 'fills the heap':
      for (;;) kept.push(Array.from({ length: 1 << 16 }, (_, index) => ({ index })));
    case 'fills WASM': {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 << 16 });
      for (;;) {
        memory.grow(256);
        new Uint8Array(memory.buffer).subarray(-256 * (1 << 16)).fill(1);
        kept.push(memory.buffer.byteLength);
      }
    }
    case 'aborts':
      console.error('Aborted(native code called abort())');
      process.stderr.write('HDF5-DIAG: Error detected\n');
      console.log('a remark of a library');
      throw new WebAssembly.RuntimeError('Aborted(). Build with -sASSERTIONS for more info.\n  at abort');
    case 'ends its thread':
      return process.exit(7);
    case 'throws past its caller':
      setTimeout(() => {
        throw new TypeError('Cannot read it.');
      });
      return new Promise(() => {});
    case 'is slow':
      for (let done = 1; done <= 10; done++) {
        await pause(second / 5);
        onProgress(done, 10);
      }
  }
}

if (parentPort) {
  void serveReading(parentPort, workerData, async ([file], { onProgress }): Promise<OpenedPart[]> => {
    const { name } = file!;
    const [when, how] = name.split(': ');
    if (when === 'opening') await misbehave(how!, (done, total) => onProgress?.(name, done, total));
    const values = { name: 'x', shape: [8], dtype: 'float32' as const };
    const kept = new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]);
    return [
      {
        name,
        bytes: 0,
        file: {
          format: 'csv',
          arrays: [values],
          notes: [],
          async *stream(_names, watch) {
            yield { name: 'x', data: kept.subarray(0, 2), categories: null };
            if (when === 'streaming') await misbehave(how!, watch?.onProgress ?? (() => {}));
            for (let at = 2; at < 8; at++)
              yield { name: 'x', data: kept.subarray(at, at + 1), categories: null };
          },
          close() {},
        },
      },
    ];
  });
}
