/** Readers that never come back, take all memory or abort are ended with one clear error; slow ones are not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readArray } from '../formats/readFiles';
import type { AnnealError } from '../protocol/errors';
import { closeFiles } from './fileBytes';
import { openInThread, type ThreadOptions } from './readThread';
import { testFolder } from './testFolder';

afterEach(closeFiles);

const limits: ThreadOptions = { worker: 'endlessWorker.fixture', spareBytes: 2 ** 28 };

/** A file whose reader in `endlessWorker.fixture.ts` does what its name says. */
async function open(name: string, signal?: AbortSignal, seconds = 1) {
  const path = join(await testFolder(), 'file.h5');
  await writeFile(path, 'x');
  const parts = await openInThread([{ path, name, relativePath: name }], { signal }, { ...limits, seconds });
  return parts![0]!.file;
}

async function failureOf(name: string, seconds?: number): Promise<AnnealError> {
  const read = async () => {
    const file = await open(name, undefined, seconds);
    return readArray(file, 'x');
  };
  return read().then(
    () => Promise.reject(new Error('It was read.')),
    (thrown: AnnealError) => thrown,
  );
}

const endless = /^file\.h5 cannot be read: its reader went on for 1 seconds? without getting anywhere\.$/;
const greedy = /^file\.h5 cannot be read: reading it takes more than 0\.3 GiB of memory\.$/;

describe.each(['opening', 'streaming'])('while %s, a reader', (when) => {
  it.each([
    ['loops', 'file-format', endless],
    ['waits', 'file-format', endless],
    ['reports the same again and again', 'file-format', endless],
    ['fills buffers', 'file-too-large', greedy],
    ['fills the heap', 'file-too-large', greedy],
    ['fills WASM', 'file-too-large', greedy],
  ])('that %s is ended', async (how, code, message) => {
    const error = await failureOf(`${when}: ${how}`, code === 'file-too-large' ? 10 : 1);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.details.remedy).toMatch(/\.$/);
    expect(error.details.received).toBeTruthy();
  });

  it('that aborts fails with one line, and its library is not heard', async () => {
    const written = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')];
    const error = await failureOf(`${when}: aborts`);
    expect(error).toMatchObject({
      code: 'file-format',
      message: `${when}: aborts cannot be read: Aborted(). Build with -sASSERTIONS for more info.`.replace(
        when === 'opening' ? 'opening: aborts' : '',
        when === 'opening' ? 'file.h5' : '',
      ),
    });
    const said = written.flatMap(({ mock }) => mock.calls.map(([text]) => String(text))).join('');
    for (const { mockRestore } of written) mockRestore();
    expect(said).not.toMatch(/HDF5-DIAG|Aborted|remark/);
  });

  it.each([
    ['ends its thread', 'worker-crashed'],
    ['throws past its caller', 'file-format'],
  ])('that %s fails', async (how, code) => {
    expect(await failureOf(`${when}: ${how}`)).toMatchObject({ code });
  });

  it('that is slow is left alone', async () => {
    const file = await open(`${when}: is slow`);
    expect([...(await readArray(file, 'x')).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    file.close();
  });
});

it('a wish to stop is heard at once, however busy the reader is', async () => {
  const controller = new AbortController();
  // Longer than a test may take: a wish that waited for the end of the reader's time would fail it.
  const opened = open('opening: loops', controller.signal, 600);
  setTimeout(() => controller.abort(), 500);
  await expect(opened).rejects.toMatchObject({ code: 'cancelled' });
});

it('whoever takes values slowly is waited for, and may break off and read again', async () => {
  const file = await open('is sound');
  const taken: number[] = [];
  for await (const { data } of file.stream(['x'])) {
    taken.push(...(data as Float32Array));
    if (taken.length === 3) await new Promise((resolve) => setTimeout(resolve, 1500));
    if (taken.length === 5) break;
  }
  expect(taken).toEqual([1, 2, 3, 4, 5]);
  expect([...(await readArray(file, 'x')).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  file.close();
});
