/** What is dropped goes to the reader of its kind: a table that looks like the log of a training is data where data are asked for. */
import { beforeEach, expect, test, vi } from 'vitest';
import { bundle } from '../runs/capsule/runBundle.fixture';
import { openLogs } from './foreignRuns';
import { importFiles } from './importing';
import { openFiles } from './openFiles';
import { bringData } from './runData';
import { initialStudioState, studio } from './studio';

vi.mock('./foreignRuns', () => ({ openLogs: vi.fn() }));
vi.mock('./importing', () => ({ importFiles: vi.fn() }));
vi.mock('./runData', () => ({ acquaint: vi.fn(), bringData: vi.fn(), tellReturned: vi.fn() }));

const log = () => new File(['epoch,loss,val_loss\n0,1,2\n'], 'training.csv');
const table = () => new File(['height,weight\n1,2\n'], 'people.csv');
const { run } = bundle();
const dataset = {
  ...run.dataset,
  source: { files: ['training.csv'], bytes: 1, format: 'csv' as const, examples: 1, arrays: [] },
};

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(openLogs).mockResolvedValue('/runs?chosen=a');
  vi.mocked(importFiles).mockResolvedValue(null);
  studio.setState(initialStudioState(), true);
});

const named = (files: readonly File[] | undefined) => files?.map(({ name }) => name);

test('a log among tables is opened as one, and the tables as data', async () => {
  expect(await openFiles({ files: [log(), table()] })).toBe('/runs?chosen=a');
  expect(named(vi.mocked(openLogs).mock.calls[0]?.[0].files)).toEqual(['training.csv']);
  expect(named(vi.mocked(importFiles).mock.calls[0]?.[0].files)).toEqual(['people.csv']);
});

test('what is brought for a run, awaited by one, or added to data is data whatever it looks like', async () => {
  await openFiles({ files: [log()] }, undefined, run);
  expect(named(vi.mocked(bringData).mock.calls[0]?.[1].files)).toEqual(['training.csv']);
  studio.setState({ runs: [{ ...run, dataset }] });
  await openFiles({ files: [log()] });
  expect(named(vi.mocked(importFiles).mock.calls[0]?.[0].files)).toEqual(['training.csv']);
  expect(openLogs).not.toHaveBeenCalled();
});
