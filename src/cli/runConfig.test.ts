/** Which task a command trains: named once, or said by what the run starts from. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig, taskKinds } from '../tasks/runConfig';
import { chooseConfig } from './runConfig';

const [task = '', other = ''] = taskKinds;
const warn = () => {};

async function fileOf(json: object): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'anneal-')), 'c.json');
  await writeFile(path, JSON.stringify(json));
  return path;
}

test('a file or a run that goes on says the task, or it is named', async () => {
  const config = defaultConfig(task);
  expect(await chooseConfig({ file: await fileOf({ task }), settings: [] }, warn)).toEqual(config);
  expect(await chooseConfig({ task, file: await fileOf({}), settings: [] }, warn)).toEqual(config);
  expect(await chooseConfig({ task, resumed: config, settings: [] }, warn)).toEqual(config);
  await expect(chooseConfig({ settings: [] }, warn)).rejects.toMatchObject({ code: 'usage' });
});

test('a task that is named beside another one is refused, and so is one that does not exist', async () => {
  const file = await fileOf({ task });
  for (const choice of [{ file }, { resumed: defaultConfig(task) }]) {
    const choosing = chooseConfig({ task: other, ...choice, settings: [] }, warn);
    await expect(choosing).rejects.toMatchObject({ code: 'usage', details: { place: '--task' } });
    const unknown = chooseConfig({ task: 'gone', ...choice, settings: [] }, warn);
    await expect(unknown).rejects.toMatchObject({ code: 'config-invalid' });
  }
});
