import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHistoryFile } from './historyFile';
import { testFolder } from './testFolder';

const row = (epoch: number) => ({
  epoch,
  step: epoch * 10,
  train: { loss: 1 / epoch },
  validation: { loss: 2 / epoch },
  learningRate: 0.001,
  seconds: 1.5,
  isBest: true,
});
const metrics = [{ name: 'loss', title: 'loss', better: 'min' as const, of: 'both' as const }];
const silent = () => {};

test('a resumed history keeps the rows of completed epochs only, to the last digit', async () => {
  const path = join(await testFolder(), 'history.csv');
  const first = await openHistoryFile(path, metrics, 0, silent);
  for (const epoch of [1, 2, 3]) await first.append(row(epoch));
  const complete = await readFile(path, 'utf8');
  expect(complete.split('\n')[0]).toBe('epoch,step,learning_rate,seconds,is_best,train_loss,validation_loss');

  const second = await openHistoryFile(path, metrics, 2, silent);
  expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(3);
  await second.append(row(3));
  expect(await readFile(path, 'utf8')).toBe(complete);
});

test('a fresh history drops what stood there, and a broken one is told and started anew', async () => {
  const path = join(await testFolder(), 'history.csv');
  await writeFile(path, 'epoch,step\n1,no');
  const told: string[] = [];
  await openHistoryFile(path, metrics, 1, (message) => told.push(message));
  expect(told[0]).toContain('Earlier rows of the history are lost');
  expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(1);
});
