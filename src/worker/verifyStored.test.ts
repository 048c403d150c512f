/** The verification of a run that storage keeps, as the page asks for it. */
import { beforeEach, expect, it } from 'vitest';
import { selectBackend } from '../engine/backend';
import { readAll } from '../engine/data/datasetReader';
import { syntheticTable } from '../engine/testRuns';
import { writeNpz } from '../formats/npy/npz';
import type { RunRecord } from '../protocol/records';
import { trainedBundle } from '../runs/capsule/trainedRun.fixture';
import { saveBundle } from '../storage/bundles';
import { openDataset } from '../storage/datasets';
import { updateRun } from '../storage/runs';
import { clearDatabase } from '../storage/storedRun.fixture';
import { taskKinds } from '../tasks/runConfig';
import { importFiles } from './importFiles';
import { verifyStored } from './verifyStored';

const { signal } = new AbortController();
let run: RunRecord;

beforeEach(async () => {
  await clearDatabase();
  const file = new File([writeNpz([...syntheticTable(60).values()])], 'data.npz');
  const { fingerprint } = await importFiles({ files: [file] }, {}, () => {});
  const { data } = await openDataset(fingerprint);
  const config = {
    task: taskKinds[0],
    model: { hiddenSize: 4, numLayers: 1 },
    training: { epochs: 2, batchSize: 16 },
  };
  const arrays = await readAll(data);
  run = await saveBundle(await trainedBundle({ config, arrays, backend: await selectBackend('cpu') }));
  expect(run.dataset.fingerprint).toBe(fingerprint);
});

it('takes the backend that measured it, and finds every bit again', async () => {
  await selectBackend('wasm');
  const verification = await verifyStored({ runId: run.id, backend: 'stored' }, { signal });
  expect(verification).toMatchObject({ reproduced: true, demand: 'bits', now: { name: 'cpu' } });
});

it('sees that a stored metric was changed', async () => {
  await updateRun(run.id, { test: { ...run.test, loss: run.test!.loss! * 1.1 } });
  const verification = await verifyStored({ runId: run.id, backend: 'wasm' }, { signal });
  expect(verification).toMatchObject({ reproduced: false, demand: 'tolerance', now: { name: 'wasm' } });
});

it('says what is missing: the data, or an epoch that was measured', async () => {
  const dataset = { ...run.dataset, fingerprint: 'f'.repeat(64) };
  await updateRun(run.id, { dataset });
  await expect(verifyStored({ runId: run.id, backend: 'stored' }, { signal })).rejects.toMatchObject({
    code: 'data-not-found',
  });
  await updateRun(run.id, { dataset: run.dataset, best: null });
  await expect(verifyStored({ runId: run.id, backend: 'stored' }, { signal })).rejects.toMatchObject({
    code: 'data-not-found',
    message: 'trained has stored no metrics that could be measured again.',
  });
});
