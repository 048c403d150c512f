/** Runs of the page are logged to a folder that the reader has picked, and a folder that fails costs the logging alone. */
import { expect, test } from 'vitest';
import { readEventRun } from '../formats/tensorboard/read';
import { readWandb } from '../formats/wandb/read';
import {
  finishedEvent,
  heardRun,
  lossAt,
  startedEvent,
  trainingEvents,
} from '../runs/loggers/loggedRun.fixture';
import { createListeners } from '../runs/runListener';
import { pickedFolder } from './pickedFolder';
import { standInFolder } from './pickedFolder.fixture';
import { pickedLoggers } from './pickedLoggers';

const STEPS = 10;

/** @param before is called before each event. @returns the warnings. */
async function logged(handle: FileSystemDirectoryHandle, before: (step: number) => void = () => {}) {
  const listeners = createListeners(
    pickedLoggers({ folder: handle, formats: ['tensorboard', 'wandb'] }, null),
  );
  const warnings = await listeners.started(heardRun());
  warnings.push(...(await listeners.heard(startedEvent())));
  for (const event of trainingEvents(0, STEPS)) {
    before('step' in event ? event.step : 0);
    warnings.push(...(await listeners.heard(event)));
  }
  warnings.push(...(await listeners.heard(finishedEvent(STEPS))), ...(await listeners.ended()));
  return warnings.map(({ message }) => message);
}

async function filesOf(handle: FileSystemDirectoryHandle) {
  const folder = pickedFolder(handle);
  const found: { name: string; blob: Blob }[] = [];
  for (const run of await folder.list('')) {
    for (const name of await folder.list(run)) {
      found.push({ name, blob: new Blob([(await folder.read(`${run}/${name}`))!]) });
    }
  }
  return found;
}

test('both formats have all steps of the run, side by side', async () => {
  const { handle } = standInFolder();
  expect(await logged(handle)).toEqual([]);
  const [events, rows] = (await filesOf(handle)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const losses = Array.from({ length: STEPS }, (_, i) => lossAt(i + 1));
  const tensorboard = await readEventRun([events!]);
  expect([...tensorboard.curves.get('step/loss')!.value]).toEqual(losses.map(Math.fround));
  expect(tensorboard.status).toBe('finished');
  const wandb = await readWandb(rows!);
  expect([...wandb.curves.get('step/loss')!.value]).toEqual(losses);
  expect(wandb.exitCode).toBe(0);
});

test('a disk that gets full ends each logger with a warning that names the file and the reason', async () => {
  const { handle, disk } = standInFolder();
  const warnings = await logged(handle, (step) => {
    disk.full = step > 5;
  });
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(
    /^TensorBoard failed .*chosen\/.*tfevents.* could not be written: The disk is full/,
  );
  expect(warnings[1]).toMatch(/^W&B failed .*chosen\/offline-run-.* could not be written: The disk is full/);
});

test('a folder that is gone when the run begins ends each logger with a warning', async () => {
  const { handle, disk } = standInFolder();
  disk.gone = true;
  const warnings = await logged(handle);
  expect(warnings).toHaveLength(2);
  for (const warning of warnings) expect(warning).toMatch(/chosen could not be read: Not there/);
});
