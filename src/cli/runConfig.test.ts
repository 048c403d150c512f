/** Which task a command trains: named once, or said by what the run starts from. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig, taskKinds } from '../tasks/runConfig';
import { chooseConfig } from './runConfig';

const [task = '', other = ''] = taskKinds;
const warn = () => {};

const fileOf = (json: object) => textFile('c.json', JSON.stringify(json));

async function textFile(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'anneal-')), name);
  await writeFile(path, text);
  return path;
}

test('a file or a run that goes on says the task, or it is named', async () => {
  const config = defaultConfig(task);
  expect(await chooseConfig({ files: [await fileOf({ task })], settings: [] }, warn)).toEqual(config);
  expect(await chooseConfig({ task, files: [await fileOf({})], settings: [] }, warn)).toEqual(config);
  expect(await chooseConfig({ task, resumed: config, settings: [] }, warn)).toEqual(config);
  await expect(chooseConfig({ settings: [] }, warn)).rejects.toMatchObject({ code: 'usage' });
});

test('a task that is named beside another one is refused, and so is one that does not exist', async () => {
  const file = await fileOf({ task });
  for (const choice of [{ files: [file] }, { resumed: defaultConfig(task) }]) {
    const choosing = chooseConfig({ task: other, ...choice, settings: [] }, warn);
    await expect(choosing).rejects.toMatchObject({ code: 'usage', details: { place: '--task' } });
    const unknown = chooseConfig({ task: 'gone', ...choice, settings: [] }, warn);
    await expect(unknown).rejects.toMatchObject({ code: 'config-invalid' });
  }
});

test('a configuration may be YAML, by the name of its file', async () => {
  const config = defaultConfig(task);
  const yaml = `# of mine\ntask: ${task}\ntraining:\n  seed: ${config.training.seed + 1}\n`;
  for (const name of ['c.yaml', 'c.yml']) {
    const chosen = await chooseConfig({ files: [await textFile(name, yaml)], settings: [] }, warn);
    expect(chosen).toEqual({ ...config, training: { ...config.training, seed: config.training.seed + 1 } });
  }
  const broken = await textFile('c.yaml', 'task: [a\nb: c');
  await expect(chooseConfig({ files: [broken], settings: [] }, warn)).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringMatching(/c\.yaml is not YAML: .*line \d+.*\.$/),
  });
});

test('several files are refused where the first has no parts', async () => {
  const files = [await fileOf({ task }), await fileOf({ task })];
  await expect(chooseConfig({ files, settings: [] }, warn)).rejects.toMatchObject({
    code: 'usage',
    details: { place: '--config', received: files[1] },
  });
});
