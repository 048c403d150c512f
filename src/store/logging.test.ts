/** A run is logged where the reader has said, and says so where the browser does not allow it. */
import { beforeEach, expect, test } from 'vitest';
import { standInFolder } from '../worker/pickedFolder.fixture';
import { allowLogFolder, logging, loggingNow, loggingWords } from './logging';
import { initialStudioState, studio } from './studio';

beforeEach(() => {
  studio.setState(initialStudioState(), true);
  logging.setState({ folder: null, allowed: false, formats: ['tensorboard'] });
});

const notices = () => studio.getState().notices;
const words = () => loggingWords(logging.getState());

test('without a folder, or without a program, nothing is logged and nothing said', async () => {
  expect(await loggingNow()).toBeNull();
  expect(words()).toBe('Not logged for other programs.');
  logging.setState({ folder: standInFolder().handle, formats: [] });
  expect(await loggingNow()).toBeNull();
  expect(words()).toBe('Not logged for other programs.');
  expect(notices()).toEqual([]);
});

test('a run takes the folder and the programs along', async () => {
  const { handle } = standInFolder();
  logging.setState({ folder: handle, formats: ['tensorboard', 'wandb'] });
  expect(await loggingNow()).toEqual({ folder: handle, formats: ['tensorboard', 'wandb'] });
  expect(words()).toBe('Logged to chosen for TensorBoard and W&B.');
});

test('where the permission is missing one notice says so for all runs, and its button mends it', async () => {
  const { handle } = standInFolder('prompt');
  logging.setState({ folder: handle, allowed: true });
  expect(await loggingNow()).toBeNull();
  expect(await loggingNow()).toBeNull();
  expect(words()).toBe('Not logged to chosen until you allow it again.');
  expect(notices()).toMatchObject([
    { tone: 'warn', lasts: null, title: 'Nothing is logged to chosen', action: { label: 'Allow' } },
  ]);
  await allowLogFolder();
  expect(notices()).toEqual([]);
  expect(await loggingNow()).toEqual({ folder: handle, formats: ['tensorboard'] });
});

test('a permission that the reader refuses leaves runs unlogged, with a word', async () => {
  const { handle } = standInFolder('prompt');
  Object.assign(handle, { requestPermission: async () => 'denied' });
  logging.setState({ folder: handle });
  await allowLogFolder();
  expect(notices()).toMatchObject([{ tone: 'warn', title: 'chosen cannot be written until you allow it.' }]);
  expect(await loggingNow()).toBeNull();
});
