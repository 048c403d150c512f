/** Configurations of the tasks in the catalogue: from unknown JSON, from presets, one setting changed. No TensorFlow.js. */
import { isRecord } from '../config/configPlaces';
import { shown } from '../config/configProblems';
import { nearestName } from '../config/nearestName';
import { notAnObject, type ParsedConfig, parseConfigOf, setInConfig } from '../config/parseConfig';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { JsonObject } from '../protocol/json';
import { catalogue, type TaskKind } from './catalogue';
import type { ForeignConfig, TaskDescription } from './description';

const descriptions: Readonly<Record<TaskKind, TaskDescription>> = catalogue;

/** Every task, in the order in which they are offered. */
export const taskKinds = Object.keys(descriptions).filter(isTask);

export function isTask(kind: unknown): kind is TaskKind {
  return typeof kind === 'string' && Object.hasOwn(descriptions, kind);
}

/** @throws config-invalid for a task that does not exist. */
export function taskKind(kind: unknown): TaskKind {
  if (isTask(kind)) return kind;
  const missing = kind === undefined;
  throw new AnnealError(
    'config-invalid',
    missing ? 'No task is named.' : `There is no task ${shown(kind)}.`,
    {
      place: 'task',
      received: shown(kind),
      remedy: missing ? `Name one: ${taskKinds.join(', ')}.` : suggestion(String(kind), taskKinds),
    },
  );
}

/** @throws config-invalid for a task that does not exist. */
export function describedTask(kind: unknown): TaskDescription {
  return descriptions[taskKind(kind)];
}

/**
 * A complete configuration of the task that `json` names; unknown keys are left out with a warning.
 * @throws config-invalid for a wrong type or value anywhere, or without a task that exists.
 */
export function parseConfig(json: unknown): ParsedConfig {
  if (!isRecord(json)) throw notAnObject(json);
  return parseConfigOf(describedTask(json.task).schema, json);
}

/**
 * A configuration of another program in the words of the task that knows it; null where none does.
 * @param files in the order given: the first decides. @param task the only one to be asked, if any.
 * @throws config-invalid for what nothing here can be made of.
 */
export async function readForeign(
  files: readonly JsonObject[],
  task: string | undefined,
): Promise<ForeignConfig | null> {
  for (const kind of task === undefined ? taskKinds : [taskKind(task)]) {
    const found = await descriptions[kind].readForeign?.(files);
    if (found) return { ...found, config: { ...found.config, task: kind } };
  }
  return null;
}

/**
 * The complete configuration of a task, or of one of its presets.
 * @throws config-invalid when there is no such task or preset.
 */
export function defaultConfig(task: string, preset?: string): RunConfig {
  const { presets } = describedTask(task);
  if (preset === undefined) return parseConfig({ task }).config;
  const chosen = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (!chosen) {
    throw new AnnealError('config-invalid', `The task ${task} has no preset "${preset}".`, {
      place: 'preset',
      received: preset,
      remedy: suggestion(preset, Object.keys(presets)),
    });
  }
  return parseConfig({ ...chosen.config, task }).config;
}

/**
 * A copy of the configuration with one setting changed, as `--set training.epochs=20` does.
 * @param text JSON; what is no JSON, and anything where only text fits, is taken as text.
 * @throws usage for an unknown path, config-invalid for a value that does not fit.
 */
export function setByPath(config: RunConfig, path: string, text: string): RunConfig {
  return setInConfig(describedTask(config.task).schema, config, path, text);
}

function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest ? `Did you mean ${nearest}?` : `Choose from: ${known.join(', ')}.`;
}
