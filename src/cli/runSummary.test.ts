import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkpointSchema } from '../protocol/config';
import { historyCsv } from '../runs/textFiles';
import { folderSummary } from './runSummary';
import { openCommits, testCheckpoint, testFolder } from './testFolder';

test('the summary of a folder is of its latest state, its history and the files that are there', async () => {
  const folder = await testFolder();
  const best = { monitor: 'loss', value: 0.5, epoch: 1, step: 10 };
  const checkpoints = await openCommits(join(folder, 'checkpoints'), checkpointSchema.parse({}), null);
  for (const [step, value] of [
    [10, 0.5],
    [20, 0.75],
  ] as const) {
    const kinds = step === 10 ? (['best', 'latest'] as const) : (['latest', 'periodic'] as const);
    await checkpoints.commit({
      kinds: [...kinds],
      checkpoint: testCheckpoint(step, value, best),
      direction: 'min',
    });
  }
  const row = { train: { loss: 1 }, validation: { loss: 0.5 }, learningRate: 1, seconds: 2, isBest: true };
  const rows = [
    { ...row, epoch: 1, step: 10 },
    { ...row, epoch: 2, step: 20, isBest: false },
  ];
  await writeFile(join(folder, 'history.csv'), historyCsv(rows));

  const summary = await folderSummary(folder);
  expect(summary.model_info).toMatchObject({
    model_name: basename(folder),
    model_dir: folder,
    total_params: 1,
    current_epoch: 2,
    best_metric: 0.5,
  });
  expect(summary.checkpoint_info).toMatchObject({
    total_checkpoints: 2,
    best_checkpoint: { id: 'step-10' },
    latest_checkpoint: {
      id: 'step-20',
      value: 0.75,
      bytes: expect.toSatisfy((bytes: number) => bytes > 100),
    },
    epoch_range: [1, 2],
  });
  expect(summary.training_progress.training_history).toMatchObject([
    { epoch: 1, is_best: true, learning_rate: 1 },
    { epoch: 2, is_best: false },
  ]);
});

test('a folder without a run is an error that says what to name', async () => {
  const folder = await testFolder();
  await expect(folderSummary(folder)).rejects.toMatchObject({
    code: 'data-not-found',
    message: `${folder} holds no run.`,
  });
});
