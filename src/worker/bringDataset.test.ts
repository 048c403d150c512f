/** A dataset that travels in the zip of a run: out of storage, into an archive, and into another storage. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readAll } from '../engine/data/datasetReader';
import { writeZip } from '../formats/zip/zip';
import type { DatasetRecord } from '../protocol/datasets';
import { type ArchivedDataset, archivedDatasetFiles } from '../runs/capsule/archivedDataset';
import { readRunArchive } from '../runs/capsule/readRunArchive';
import { bundle, capsuleOf } from '../runs/capsule/runBundle.fixture';
import { listDatasets, openDataset } from '../storage/datasets';
import { clearDatabase } from '../storage/storedRun.fixture';
import { bringDataset } from './bringDataset';
import { importFiles } from './importFiles';

beforeEach(clearDatabase);

const table = new File(
  ['id,kind,big,x,y\ns-1,red,9007199254740993,0.1,1\ns-2,,9007199254740995,,2\ns-3,blue,1,0.3,3\n'],
  'table.csv',
);

async function archived({ fingerprint }: DatasetRecord): Promise<ArchivedDataset> {
  const {
    record: { location: _, ...record },
    data,
  } = await openDataset(fingerprint);
  return { record, arrays: [...(await readAll(data)).values()] };
}

const zipOf = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'run.zip');

describe('the data in the zip of a run', () => {
  it('are the same dataset afterwards, texts and numbers of 64 bits among them', async () => {
    const readings = { 'table.csv': { header: 'yes' as const } };
    const original = await importFiles({ files: [table], readings }, { datasetName: 'mine' }, () => {});
    const dataset = await archived(original);
    const zip = zipOf(await capsuleOf(bundle(), { dataset }));
    await clearDatabase();
    const back = await bringDataset(zip);
    const { location: _, ...known } = original;
    expect(back).toMatchObject(known);
    expect(back!.reading).toEqual({ readings });
    expect((await archived(back!)).arrays).toEqual(dataset.arrays);
    // The run is in it all the same.
    const { run } = await readRunArchive({ name: zip.name, blob: zip }, new Date());
    expect(run.name).toBe('first');
  });

  it('are not there in most zips', async () => {
    expect(await bringDataset(zipOf(await capsuleOf()))).toBeNull();
  });

  it('are refused where they are not what they were, and leave nothing behind', async () => {
    const dataset = await archived(await importFiles({ files: [table] }, {}, () => {}));
    await clearDatabase();
    const x = dataset.arrays.find(({ name }) => name === 'x')!;
    x.data[0] = 0.2;
    await expect(bringDataset(zipOf(writeZip(archivedDatasetFiles(dataset), 0)))).rejects.toMatchObject({
      code: 'file-format',
    });
    expect((await listDatasets()).records).toEqual([]);
  });
});
