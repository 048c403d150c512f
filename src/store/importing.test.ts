import { beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually } from '../eventually.fixture';
import type { DatasetRecord, DatasetSource } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { bundle } from '../runs/capsule/runBundle.fixture';
import * as storage from '../storage/datasets';
import { dataClient } from './dataClient';
import { removeDataset } from './datasets';
import { answerImportChoice, answerReadings, cancelImport, importFiles } from './importing';
import { initialStudioState, studio } from './studio';

vi.mock('./dataClient', () => ({
  dataClient: { inspect: vi.fn(), importFiles: vi.fn(), cancel: vi.fn() },
}));

const client = vi.mocked(dataClient);

function record(fingerprint: string): DatasetRecord {
  return {
    version: 2,
    fingerprint,
    name: fingerprint,
    format: 'csv',
    files: [],
    bytes: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    location: { kind: 'arrays' },
    arrays: [],
    warnings: [],
  };
}

function contents(arrays: number) {
  const headers = Array.from({ length: arrays }, (_, index) => ({
    name: `a${index}`,
    shape: [9],
    dtype: 'float32' as const,
  }));
  return [
    {
      name: 'x.h5',
      bytes: 1,
      format: 'hdf5' as const,
      arrays: headers,
      notes: [],
      questions: [],
      canStay: false,
    },
  ];
}

const files = { files: [new File(['x'], 'x.h5')] };

beforeEach(() => {
  vi.resetAllMocks();
  studio.setState({ ...initialStudioState(), datasets: [record('old')] }, true);
});

test('a dataset that is imported again within the time for an undo is not deleted after all', async () => {
  vi.useFakeTimers();
  const deletion = vi.spyOn(storage, 'deleteDataset').mockResolvedValue();
  client.inspect.mockResolvedValue(contents(2));
  client.importFiles.mockResolvedValue(record('old'));
  removeDataset(record('old'));
  const imported = importFiles(files);
  await vi.advanceTimersByTimeAsync(1000);
  await imported;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(deletion).not.toHaveBeenCalled();
  expect(studio.getState().datasets.map(({ fingerprint }) => fingerprint)).toEqual(['old']);
  vi.useRealTimers();
});

test('an imported dataset stands first in the list, and the same one again does not stand there twice', async () => {
  client.inspect.mockResolvedValue(contents(2));
  client.importFiles.mockResolvedValue(record('new'));
  expect(await importFiles(files)).toEqual(record('new'));
  await importFiles(files);
  expect(studio.getState().datasets.map(({ fingerprint }) => fingerprint)).toEqual(['new', 'old']);
});

test('files with the content of a dataset that is here are said to be the same, and it opens', async () => {
  client.inspect.mockResolvedValue(contents(2));
  client.importFiles.mockResolvedValue(record('old'));
  expect(await importFiles(files)).toEqual(record('old'));
  const titles = () => studio.getState().notices.map(({ title }) => title);
  expect(titles()).toEqual(['x.h5 is the same content as old, which is here already']);
  // A sample that is opened again is what was asked for.
  await importFiles(files, { asks: false });
  expect(titles()).toHaveLength(1);
});

test('a failed import is told with its reason and leaves the datasets as they were', async () => {
  const error = new AnnealError('file-truncated', 'x.h5 is cut off.', { remedy: 'Copy it again.' });
  client.inspect.mockRejectedValue(error);
  expect(await importFiles(files)).toBeNull();
  const { datasets, notices, imports } = studio.getState();
  expect(datasets).toEqual([record('old')]);
  expect(imports).toBeNull();
  expect(notices).toMatchObject([{ tone: 'bad', title: 'Could not import x.h5', error: error.toJSON() }]);
});

test('the notice about a file that failed goes when the next import succeeds', async () => {
  client.inspect.mockRejectedValueOnce(new AnnealError('file-truncated', 'x.h5 is cut off.'));
  await importFiles(files);
  expect(studio.getState().notices).toHaveLength(1);
  client.inspect.mockResolvedValue(contents(2));
  client.importFiles.mockResolvedValue(record('new'));
  await importFiles(files);
  expect(studio.getState().notices).toEqual([]);
});

test('a cancelled import ends in silence, and the next one can begin', async () => {
  client.inspect.mockRejectedValueOnce(new AnnealError('cancelled', 'stopped'));
  expect(await importFiles(files)).toBeNull();
  expect(studio.getState().notices).toEqual([]);
  client.inspect.mockResolvedValue(contents(2));
  client.importFiles.mockResolvedValue(record('new'));
  expect(await importFiles(files)).not.toBeNull();
});

test('a file with many arrays asks what to read, and only that is read', async () => {
  client.inspect.mockResolvedValue(contents(40));
  client.importFiles.mockResolvedValue(record('new'));
  const importing = importFiles(files, { datasetName: 'mine' });
  await eventually(() => expect(studio.getState().importChoice?.contents).toHaveLength(1));
  answerImportChoice({ names: [['a3', 'a7']] });
  await importing;
  expect(client.importFiles.mock.calls[0]?.[1]).toEqual({ names: [['a3', 'a7']], datasetName: 'mine' });
  expect(studio.getState().importChoice).toBeNull();
});

test('pictures show their pairs before they are read, a sample does not ask', async () => {
  const header = {
    width: 8,
    height: 8,
    pages: 1,
    channels: 1,
    alpha: false,
    palette: false,
    depth: 8 as const,
  };
  const images = {
    files: [{ path: 'a.png', header, problem: null }],
    pairs: [{ image: 'a.png', mask: null }],
    unpairedMasks: [],
    problems: [],
  };
  client.inspect.mockResolvedValue([
    {
      name: 'a.png',
      bytes: 1,
      format: 'images',
      arrays: [],
      notes: [],
      questions: [],
      canStay: false,
      images,
    },
  ]);
  client.importFiles.mockResolvedValue(record('new'));
  const importing = importFiles(files);
  await eventually(() => expect(studio.getState().importChoice?.contents).toHaveLength(1));
  answerImportChoice({ pairs: images.pairs });
  await importing;
  expect(client.importFiles.mock.calls[0]?.[1]).toEqual({ pairs: images.pairs, datasetName: undefined });
  await importFiles(files, { asks: false });
  expect(client.importFiles).toHaveBeenCalledTimes(2);
});

test('many files are told by the folder they lie in, or by their number', async () => {
  client.inspect.mockRejectedValue(new AnnealError('data-empty', 'nothing'));
  const many = Array.from({ length: 1200 }, (_, index) => new File(['x'], `${index}.png`));
  await importFiles({ files: many, paths: many.map(({ name }) => `vessels/${name}`) });
  await importFiles({ files: many });
  expect(studio.getState().notices.map(({ title }) => title)).toEqual([
    'Could not import vessels',
    'Could not import 1,200 files',
  ]);
});

test('cancelling while it asks reads nothing', async () => {
  client.inspect.mockResolvedValue(contents(40));
  const importing = importFiles(files);
  await eventually(() => expect(studio.getState().importChoice).not.toBeNull());
  cancelImport();
  expect(await importing).toBeNull();
  expect(client.importFiles).not.toHaveBeenCalled();
});

test('a second import has to wait', async () => {
  let finish = (_: never[]) => {};
  client.inspect.mockReturnValue(new Promise((resolve) => (finish = resolve)));
  const first = importFiles(files);
  expect(await importFiles(files)).toBeNull();
  expect(studio.getState().notices).toMatchObject([{ tone: 'warn' }]);
  client.importFiles.mockResolvedValue(record('new'));
  finish([]);
  expect(await first).not.toBeNull();
});

describe('what a file leaves open', () => {
  const preview = { columns: ['c0'], rows: [['1']] };
  const question = {
    setting: 'header' as const,
    question: 'Does the first line name the columns?',
    choices: [
      { value: 'yes', label: 'Yes', preview },
      { value: 'no', label: 'No', preview },
    ],
  };
  const open = () => contents(2).map((content) => ({ ...content, questions: [question] }));

  test('is asked, and read anew as the reader says', async () => {
    client.inspect.mockResolvedValueOnce(open()).mockResolvedValueOnce(contents(2));
    client.importFiles.mockResolvedValue(record('new'));
    const importing = importFiles(files);
    await eventually(() => expect(studio.getState().readingAsked).toHaveLength(1));
    answerReadings({ 'x.h5': { header: 'no' } });
    await importing;
    const read = { ...files, readings: { 'x.h5': { header: 'no' } } };
    expect(client.inspect.mock.calls[1]?.[0]).toEqual(read);
    expect(client.importFiles.mock.calls[0]?.[0]).toEqual(read);
  });

  test('is not read anew where the reader confirms what is likelier', async () => {
    client.inspect.mockResolvedValueOnce(open());
    client.importFiles.mockResolvedValue(record('new'));
    const importing = importFiles(files);
    await eventually(() => expect(studio.getState().readingAsked).toHaveLength(1));
    answerReadings({ 'x.h5': { header: 'yes' } });
    await importing;
    expect(client.inspect).toHaveBeenCalledTimes(1);
    expect(client.importFiles.mock.calls[0]?.[0]).toEqual(files);
  });

  test('ends the import in silence where the reader cancels', async () => {
    client.inspect.mockResolvedValueOnce(open());
    const importing = importFiles(files);
    await eventually(() => expect(studio.getState().readingAsked).toHaveLength(1));
    answerReadings(null);
    expect(await importing).toBeNull();
    expect(studio.getState().notices).toEqual([]);
  });
});

describe('data that a run lacks', () => {
  const pairs = [{ image: 'images/1.png', mask: 'masks/2.png' }];
  const readings = { 'set.zip': { labels: 'classes' as const } };

  function waitFor(source: Partial<DatasetSource>): void {
    const run = bundle().run;
    const whole = {
      files: ['set.zip'],
      format: 'images' as const,
      bytes: 9,
      examples: 1,
      arrays: [],
      ...source,
    };
    studio.setState({ runs: [{ ...run, dataset: { ...run.dataset, source: whole } }] });
  }

  const pictures = (paths: readonly string[]) => [
    {
      ...contents(2)[0]!,
      format: 'images' as const,
      images: {
        files: paths.map((path) => ({ path, header: null, problem: null })),
        pairs: [],
        unpairedMasks: [],
        problems: [],
      },
    },
  ];
  const zip = { files: [new File(['x'], 'set.zip')] };

  test('are read and paired as they were, without a question', async () => {
    waitFor({ reading: { pairs, readings } });
    client.inspect.mockResolvedValue(pictures(['images/1.png', 'masks/2.png']));
    client.importFiles.mockResolvedValue(record('new'));
    expect(await importFiles(zip)).toEqual(record('new'));
    expect(client.inspect.mock.calls[0]![0].readings).toEqual({ '*': { labels: 'classes' } });
    expect(client.importFiles.mock.calls[0]![1]).toMatchObject({ pairs });
    expect(studio.getState().importChoice).toBeNull();
  });

  test('are asked about where a file of that name holds other pictures', async () => {
    waitFor({ reading: { pairs, readings } });
    client.inspect.mockResolvedValue(pictures(['images/1.png']));
    client.importFiles.mockResolvedValue(record('new'));
    const importing = importFiles(zip);
    await eventually(() => expect(studio.getState().importChoice).not.toBeNull());
    expect(client.inspect.mock.calls.at(-1)![0].readings).toBeUndefined();
    answerImportChoice({});
    await importing;
    expect(client.importFiles.mock.calls[0]![1]).not.toHaveProperty('pairs');
  });
});
