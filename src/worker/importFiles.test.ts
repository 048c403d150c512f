/** Imports through the client, both sides of the requests, and storage; only the thread is missing. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readWhole } from '../engine/data/datasetReader';
import { writeGrey } from '../formats/images/pictures.fixture';
import { deleteDataset, listDatasets, openDataset } from '../storage/datasets';
import { clearDatabase } from '../storage/storedRun.fixture';
import { bringDataset } from './bringDataset';
import { openDataClient } from './dataClient';
import type { DataRequests, ImportProgress } from './dataCommands';
import { importFiles, inspectFiles, showThumbnail } from './importFiles';
import type { ReplyMessage, RequestMessage, WorkerPort } from './requests';
import { serveRequests } from './serveRequests';

beforeEach(clearDatabase);

const csv = (name: string, text: string) => new File([text], name);
const h5 = new File(
  [new Uint8Array(readFileSync(new URL('../formats/hdf5/fixtures/newest.h5', import.meta.url)))],
  'newest.h5',
);

/** A worker without a thread: the same handlers as in `dataWorker.ts`, which runs in browsers only. */
function startInPlace(): WorkerPort {
  let receive: (event: never) => void = () => {};
  let reply: (event: never) => void = () => {};
  const anything = z.custom<never>(() => true);
  serveRequests<DataRequests>(
    {
      postMessage: (data: ReplyMessage) => queueMicrotask(() => reply({ data } as never)),
      addEventListener: (type: string, listener: (event: never) => void) => {
        if (type === 'message') receive = listener;
      },
    },
    {
      decoders: { schema: anything, handle() {} },
      thumbnail: { schema: anything, handle: (wanted, { signal }) => showThumbnail(wanted, signal) },
      inspect: { schema: anything, handle: (dropped, { progress }) => inspectFiles(dropped, progress) },
      logs: { schema: anything, handle: () => ({ runs: [], failures: [] }) },
      bring: { schema: anything, handle: ({ file }) => bringDataset(file) },
      import: {
        schema: anything,
        handle: ({ files, paths, ...choice }, { progress }) =>
          importFiles({ files, paths }, choice, progress),
      },
    },
  );
  return {
    postMessage: (data: RequestMessage) => queueMicrotask(() => receive({ data } as never)),
    terminate() {},
    addEventListener: (type: string, listener: (event: never) => void) => {
      if (type === 'message') reply = listener;
    },
  };
}

/** An array of a stored dataset. */
async function load(fingerprint: string, name: string) {
  return readWhole((await openDataset(fingerprint)).data, name);
}

describe('importing', () => {
  it('looks into files without reading them', async () => {
    const contents = await openDataClient(startInPlace).inspect({ files: [h5, csv('a.csv', 'x,y\n1,2\n')] });
    expect(contents).toEqual([
      {
        name: 'newest.h5',
        bytes: h5.size,
        format: 'hdf5',
        arrays: [
          { name: 'X', shape: [20, 3], dtype: 'float32' },
          { name: 'Y', shape: [20], dtype: 'float64' },
        ],
        notes: [],
        questions: [],
        canStay: false,
      },
      {
        name: 'a.csv',
        bytes: 8,
        format: 'csv',
        arrays: [
          { name: 'x', shape: [1], dtype: 'float64' },
          { name: 'y', shape: [1], dtype: 'float64' },
        ],
        notes: [],
        questions: [],
        canStay: false,
      },
    ]);
  });

  it('stores a dataset with its sheets, warnings and fingerprint, and reports progress', async () => {
    const progress: ImportProgress[] = [];
    const record = await openDataClient(startInPlace).importFiles({ files: [h5] }, {}, (step) =>
      progress.push(step),
    );
    expect(record).toMatchObject({
      version: 2,
      name: 'newest.h5',
      format: 'hdf5',
      files: ['newest.h5'],
      bytes: 400,
    });
    expect(record.arrays.map(({ name, columns }) => [name, columns.length])).toEqual([
      ['X', 3],
      ['Y', 1],
    ]);
    // Columns of X are 0, 3, …, 57; 1, 4, …; 2, 5, …
    expect(record.arrays[0]!.columns.map(({ mean }) => mean)).toEqual([28.5, 29.5, 30.5]);
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(new Set(['Reading newest.h5']));
    expect(progress.every(({ done, total }) => done <= total && total > 0)).toBe(true);
    expect([...(await load(record.fingerprint, 'Y')).data]).toEqual([...Array(20).keys()]);
    expect((await listDatasets()).records).toEqual([record]);
  });

  it('takes the chosen arrays of several files, under a name of choice', async () => {
    const record = await importFiles(
      { files: [h5, csv('more.csv', 'X,z\n1,2\n')] },
      { names: [['X'], null], datasetName: ' both ' },
      () => {},
    );
    expect(record.name).toBe('both');
    expect(record.arrays.map(({ name }) => name)).toEqual(['newest/X', 'more/X', 'more/z']);
  });

  it('adds files to a stored dataset one by one, which gives the same as all of them together', async () => {
    const files = ['a', 'b', 'c'].map((name, i) => csv(`${name}.csv`, `x,t\n${i},red\n${i + 1},${name}\n`));
    const readings = { '*': { join: 'apart' as const } };
    const together = await importFiles({ files, readings }, {}, () => {});
    await deleteDataset(together.fingerprint);
    const first = await importFiles({ files: [files[0]!] }, { datasetName: 'grown' }, () => {});
    const second = await importFiles({ files: [files[1]!] }, { onto: first.fingerprint }, () => {});
    const third = await importFiles({ files: [files[2]!] }, { onto: second.fingerprint }, () => {});
    expect(first.arrays.map(({ name }) => name)).toEqual(['x', 't']);
    expect(third.arrays.map(({ name }) => name)).toEqual(['a/x', 'a/t', 'b/x', 'b/t', 'c/x', 'c/t']);
    expect(third).toMatchObject({ name: 'grown', files: ['a.csv', 'b.csv', 'c.csv'], format: 'csv' });
    expect(third.fingerprint).toBe(together.fingerprint);
    expect(third.arrays).toEqual(together.arrays);
    expect([...(await load(third.fingerprint, 'b/x')).data]).toEqual([1, 2]);
    expect((await load(third.fingerprint, 'b/t')).categories).toEqual(['b', 'red']);
    // Runs refer to the earlier ones.
    expect((await listDatasets()).records).toHaveLength(3);
    expect([...(await load(first.fingerprint, 'x')).data]).toEqual([0, 1]);
  });

  it('cannot add to a dataset that is gone', async () => {
    const adding = importFiles({ files: [h5] }, { onto: 'f'.repeat(64) }, () => {});
    await expect(adding).rejects.toMatchObject({ code: 'data-not-found' });
    expect((await listDatasets()).records).toEqual([]);
  });

  it('knows the same content again, whatever the file', async () => {
    const first = await importFiles({ files: [csv('a.csv', 'x,y\n1,2\n3,4\n')] }, {}, () => {});
    const second = await importFiles({ files: [csv('b.tsv', 'x\ty\n1.0\t2\n3\t4\n')] }, {}, () => {});
    expect(second.fingerprint).toBe(first.fingerprint);
    expect((await listDatasets()).records).toHaveLength(1);
  });

  it('carries the remarks of the readers into the warnings', async () => {
    const record = await importFiles({ files: [csv('a.csv', 'x,y\n1,A\n1,2\n1,B\n1,3\n')] }, {}, () => {});
    expect(record.warnings.map(({ code }) => code)).toEqual(['constant-column', 'text-in-number']);
  });

  it.each([
    [
      'not HDF5',
      new File(['hello'], 'data.h5'),
      'file-format',
      'data.h5 is not an HDF5 file: its signature is missing.',
    ],
    ['ragged', csv('a.csv', 'x,y\n1,2\n3\n'), 'data-ragged', 'a.csv, line 3 has 1 cell, but line 1 has 2.'],
    ['no rows', csv('a.csv', 'x,y\n'), 'data-empty', 'a.csv has a header but no rows.'],
  ])(
    "%s: fails with the reader's error and leaves the stored datasets alone",
    async (_case, file, code, message) => {
      const client = openDataClient(startInPlace);
      const before = await client.importFiles({ files: [csv('good.csv', 'x,y\n1,2\n')] });
      await expect(client.importFiles({ files: [file] })).rejects.toMatchObject({ code, message });
      await expect(
        client.importFiles({ files: [csv('fine.csv', 'q,r\n5,6\n'), file] }),
      ).rejects.toMatchObject({ code });
      expect((await listDatasets()).records).toEqual([before]);
      expect((await openDataset(before.fingerprint)).data.arrays.size).toBe(2);
    },
  );

  it('is cancelled at once, and the next import starts afresh', async () => {
    const client = openDataClient(startInPlace);
    const waiting = client.importFiles({ files: [h5] });
    client.cancel();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', message: 'The import was cancelled.' });
    expect((await client.importFiles({ files: [csv('a.csv', 'x,y\n1,2\n')] })).name).toBe('a.csv');
  });

  it('refuses an import of nothing', async () => {
    await expect(importFiles({ files: [] }, {}, () => {})).rejects.toMatchObject({ code: 'data-empty' });
    await expect(importFiles({ files: [h5] }, { names: [[]] }, () => {})).rejects.toMatchObject({
      code: 'data-empty',
      message: 'No arrays are chosen.',
    });
  });

  it('turns pictures into one dataset of images and masks, with the warnings of their reader', async () => {
    const file = (path: string, bytes: Uint8Array<ArrayBuffer>) => ({
      path,
      file: new File([bytes], path.split('/').at(-1)!),
    });
    const dark = writeGrey(8, 9, new Array(72).fill(3));
    const dropped = [
      file('set/images/1.png', dark),
      file('set/images/2.png', dark),
      file('set/masks/1.png', writeGrey(8, 9, [...new Array(71).fill(0), 255])),
      file('set/masks/3.png', dark),
    ];
    const files = { files: dropped.map((each) => each.file), paths: dropped.map(({ path }) => path) };
    const client = openDataClient(startInPlace);
    const [contents] = await client.inspect(files);
    expect(contents).toMatchObject({
      name: 'set',
      format: 'images',
      images: {
        pairs: [
          { image: 'set/images/1.png', mask: 'set/masks/1.png' },
          { image: 'set/images/2.png', mask: null },
        ],
        unpairedMasks: ['set/masks/3.png'],
      },
    });
    const progress: ImportProgress[] = [];
    const record = await client.importFiles(files, {}, (step) => progress.push(step));
    expect(record).toMatchObject({ name: 'set', format: 'images', files: ['set'] });
    expect(record.arrays.map(({ name, shape, columns }) => [name, shape, columns.length])).toEqual([
      ['images', [1, 9, 8, 1], 1],
      ['masks', [1, 9, 8], 1],
      ['names', [1], 1],
    ]);
    expect(record.warnings).toEqual([
      { code: 'image-unpaired', message: 'Left out because they have no mask (1): set/images/2.png' },
      {
        code: 'image-unpaired',
        message: 'Left out because they are masks without an image (1): set/masks/3.png',
      },
    ]);
    // They were opened for the look before.
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(new Set(['Reading set']));
    expect((await load(record.fingerprint, 'masks')).data.at(-1)).toBe(255);
    expect((await load(record.fingerprint, 'names')).categories).toEqual(['1.png']);
    const mended = await client.importFiles(files, {
      pairs: [{ image: 'set/images/2.png', mask: 'set/masks/3.png' }],
    });
    expect((await load(mended.fingerprint, 'masks')).data[0]).toBe(3);
    // Which files the rows came from is kept, so that the pairs can be edited.
    const stored = new Map(
      (await listDatasets()).records.map(({ fingerprint, pairs }) => [fingerprint, pairs]),
    );
    expect(stored.get(record.fingerprint)).toEqual([{ image: 'set/images/1.png', mask: 'set/masks/1.png' }]);
    expect(stored.get(mended.fingerprint)).toEqual([{ image: 'set/images/2.png', mask: 'set/masks/3.png' }]);
    // What nobody has said is not kept; by what somebody has, the same files become the same dataset again.
    expect(record.reading).toBeUndefined();
    expect(mended.reading).toEqual({ pairs: [{ image: 'set/images/2.png', mask: 'set/masks/3.png' }] });
    await deleteDataset(mended.fingerprint);
    const again = await client.importFiles(files, { pairs: mended.reading?.pairs });
    expect(again.fingerprint).toBe(mended.fingerprint);
  });

  it('shows pictures small while they are open, and says when they are not', async () => {
    const files = ['a.png', 'a_mask.png'].map(
      (name) => new File([writeGrey(4, 2, new Array(8).fill(9))], name),
    );
    const client = openDataClient(startInPlace);
    const [set] = await client.inspect({ files });
    const wanted = { set: set!.name, pair: { image: 'a.png', masks: ['a_mask.png'] }, maxSide: 2 };
    const watched = new AbortController();
    const { image, mask } = await client.thumbnail(wanted, watched.signal);
    expect(image).toEqual({ width: 2, height: 1, pixels: new Uint8Array(6).fill(9) });
    expect(mask!.pixels).toEqual(Uint8Array.of(9, 9));
    watched.abort();
    await expect(client.thumbnail(wanted, watched.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await client.importFiles({ files });
    const late = client.thumbnail(wanted, new AbortController().signal);
    await expect(late).rejects.toMatchObject({ code: 'data-not-found' });
  });
});
