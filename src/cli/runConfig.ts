/** The configuration of a run from the command line: a file, a preset or the defaults, and what is set on top. */
import { readFile } from 'node:fs/promises';
import type { RunConfig } from '../protocol/config';
import { AnnealError, sentence } from '../protocol/errors';
import { type GivenFlag, withFlag } from '../tasks/flags';
import { defaultConfig, parseConfig, setByPath, taskKind, taskKinds } from '../tasks/runConfig';

export interface ConfigChoice {
  /** Needed where neither a file nor a run that goes on says it; where one does, it must be the same. */
  task?: string | undefined;
  /** Path of a JSON file. */
  file?: string | undefined;
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
  const { task, file, preset, resumed, settings } = choice;
  if (file !== undefined && preset !== undefined) {
    throw new AnnealError('usage', '--config and --preset were both given.', {
      remedy: 'Give one of them, and change single values with --set.',
    });
  }
  let config: RunConfig;
  if (file !== undefined) {
    const parsed = await parseFile(file, task);
    config = parsed.config;
    for (const { message } of parsed.warnings) warn(sentence(`${file}: ${message}`));
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

async function parseFile(file: string, task: string | undefined) {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw new AnnealError('config-invalid', sentence(`${file} is not JSON: ${(thrown as Error).message}`), {
      place: file,
      remedy: 'Start from what `anneal config` prints.',
    });
  }
  try {
    return parseConfig(isObject(json) && task !== undefined ? { task, ...json } : json);
  } catch (thrown) {
    const { code, message, details } = AnnealError.from(thrown);
    throw new AnnealError(code, sentence(`${file}: ${message}`), details);
  }
}

const isObject = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
