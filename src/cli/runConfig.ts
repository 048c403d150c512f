/** The configuration of a run from the command line: a file, a preset or the defaults, and what is set on top. */
import { readFile } from 'node:fs/promises';
import { readConfigText } from '../config/configText';
import type { RunConfig } from '../protocol/config';
import { AnnealError, sentence } from '../protocol/errors';
import { type JsonObject, jsonObjectSchema } from '../protocol/json';
import { type GivenFlag, withFlag } from '../tasks/flags';
import { defaultConfig, parseConfig, readForeign, setByPath, taskKind, taskKinds } from '../tasks/runConfig';

export interface ConfigChoice {
  /** Needed where neither a file nor a run that goes on says it; where one does, it must be the same. */
  task?: string | undefined;
  /** Paths of JSON or YAML files: one, or those that another program keeps a configuration in. */
  files?: readonly string[] | undefined;
  preset?: string | undefined;
  /** Where a resumed run starts from, unless a file is given. */
  resumed?: RunConfig | undefined;
  /** `training.epochs=20`, or an option of the task; in the order given. */
  settings: readonly (string | GivenFlag)[];
}

/** @throws usage, data-not-found or config-invalid, naming the file, the path and what was found. */
export async function chooseConfig(
  choice: ConfigChoice,
  warn: (message: string) => void,
): Promise<RunConfig> {
  const { task, files = [], preset, resumed, settings } = choice;
  const [file] = files;
  if (file !== undefined && preset !== undefined) {
    throw new AnnealError('usage', '--config and --preset were both given.', {
      remedy: 'Give one of them, and change single values with --set.',
    });
  }
  let config: RunConfig;
  if (file !== undefined) {
    const parsed = await parseFiles(files, task);
    config = parsed.config;
    for (const message of parsed.warnings) warn(sentence(`${file}: ${message}`));
  } else {
    config = resumed && preset === undefined ? resumed : defaultConfig(named(task ?? resumed?.task), preset);
  }
  if (task !== undefined && taskKind(task) !== config.task) {
    throw new AnnealError('usage', `The task is ${config.task}, not ${task}.`, {
      place: '--task',
      received: task,
      remedy: `Leave --task out, or give ${file === undefined ? 'another folder' : 'another configuration'}.`,
    });
  }
  for (const setting of settings) {
    if (typeof setting !== 'string') {
      config = withFlag(config, setting);
      continue;
    }
    const at = setting.indexOf('=');
    if (at <= 0) {
      throw new AnnealError('usage', `--set ${setting} is not of the form NAME=VALUE.`, {
        received: setting,
        remedy: 'For example --set training.epochs=20.',
      });
    }
    config = setByPath(config, setting.slice(0, at), setting.slice(at + 1));
  }
  return config;
}

function named(task: string | undefined): string {
  if (task !== undefined) return task;
  throw new AnnealError('usage', 'No task was named.', {
    remedy: `Add --task ${taskKinds.join(' or --task ')}.`,
  });
}

async function parseFiles(
  files: readonly string[],
  task: string | undefined,
): Promise<{ config: RunConfig; warnings: string[] }> {
  const given: unknown[] = [];
  for (const file of files) given.push(await readConfigText(file, await textOf(file)));
  const [json] = given;
  try {
    const foreign = given.every(isJsonObject) ? await readForeign(given, task) : null;
    if (!foreign && given.length > 1) {
      throw new AnnealError(
        'usage',
        'Several configurations were given, and the first is none that has parts.',
        {
          place: '--config',
          received: files.slice(1).join(', '),
          remedy: 'Give one, and change single values with --set.',
        },
      );
    }
    const own = foreign?.config ?? json;
    const { config, warnings } = parseConfig(
      isJsonObject(own) && task !== undefined ? { task, ...own } : own,
    );
    return { config, warnings: [...(foreign?.remarks ?? []), ...warnings.map(({ message }) => message)] };
  } catch (thrown) {
    const { code, message, details } = AnnealError.from(thrown);
    throw new AnnealError(code, sentence(`${files[0]}: ${message}`), details);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    // A byte order mark, as Windows' editors write it.
    return text.replace(/^\ufeff/, '');
  } catch (thrown) {
    throw new AnnealError(
      'data-not-found',
      sentence(`${file} cannot be read: ${(thrown as Error).message}`),
      {
        place: file,
        remedy: 'Check the path.',
      },
    );
  }
}

const isJsonObject = (json: unknown): json is JsonObject => jsonObjectSchema.safeParse(json).success;
