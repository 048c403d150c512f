/**
 * Configurations from outside: unknown JSON becomes a complete `RunConfig`, or an error that names the place, what
 * was found there and what is allowed. Unknown keys are left out with a warning. No TensorFlow.js here.
 */
import { type RunConfig, runConfigSchema } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import { catalogue, type TaskEntry } from '../tasks/catalogue';
import { alternatives, children, discriminator, type Field, fieldAt, fieldTree } from './configFields';
import { child, isRecord, replacedAt, valueAt } from './configPlaces';
import { type ConfigWarning, invalidConfig, shown, unknownKey, unknownPath } from './configProblems';
import { nearestName } from './nearestName';

/**
 * Every default is filled in. JSON without a `task` is read as tabular.
 * @throws config-invalid for a wrong type or value anywhere, or a task that does not exist.
 */
export function parseConfig(json: unknown): { config: RunConfig; warnings: ConfigWarning[] } {
  if (!isRecord(json)) {
    throw new AnnealError('config-invalid', `The configuration is ${shown(json)}, not a JSON object.`, {
      received: shown(json),
      remedy: 'Start from a complete one, as the command `config` prints it.',
    });
  }
  const { schema } = taskEntry(json.task ?? 'tabular');
  const tree = fieldTree(schema);
  const warnings: ConfigWarning[] = [];
  let candidate = json;
  for (;;) {
    const parsed = schema.safeParse(candidate);
    if (parsed.success) return { config: runConfigSchema.parse(parsed.data), warnings };
    const { issues } = parsed.error;
    const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys');
    if (unknown.length === 0) throw invalidConfig(issues, tree, candidate);
    for (const { path, keys } of unknown) {
      for (const key of keys) {
        const place = [...path.map(String), key];
        warnings.push(unknownKey(place, tree, json));
        candidate = replacedAt(candidate, place, undefined);
      }
    }
  }
}

/**
 * The complete configuration of a task, or of one of its presets.
 * @throws config-invalid when there is no such task or preset.
 */
export function defaultConfig(task: string, preset?: string): RunConfig {
  const { presets } = taskEntry(task);
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
 * Naming another optimizer or schedule keeps what both have in common and was not at its default.
 * @param text JSON; what is no JSON, and anything where only text fits, is taken as text.
 * @throws usage for an unknown path, config-invalid for a value that does not fit.
 */
export function setByPath(config: RunConfig, path: string, text: string): RunConfig {
  const tree = fieldTree(taskEntry(config.task).schema);
  const keys = path.split('.');
  const field = fieldAt(tree, keys, config);
  if (!field) throw unknownPath(keys, tree, config);
  const value = readValue(text, field);
  const parent = keys.slice(0, -1);
  const union = discriminator(fieldAt(tree, parent, config) ?? {});
  const next =
    union && union.key === keys.at(-1) && union.options.has(String(value))
      ? replacedAt(config, parent, switched(union.options, union.key, String(value), valueAt(config, parent)))
      : replacedAt(config, keys, value);
  const { config: parsed, warnings } = parseConfig(next);
  const [stray] = warnings;
  if (stray) {
    throw new AnnealError('usage', `There is no setting \`${stray.path}\`.`, {
      place: stray.path,
      received: text,
      remedy: stray.nearest ? `Did you mean \`${stray.nearest}\`?` : 'Leave it out.',
    });
  }
  return parsed;
}

function readValue(text: string, field: Field): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  const onlyText = alternatives(field).every(({ type, enum: names }) => type === 'string' || names);
  return onlyText && typeof value !== 'string' ? text : value;
}

/** A section under another name: a default is left to the new alternative, so only changed values are kept. */
function switched(
  options: ReadonlyMap<string, Field>,
  key: string,
  name: string,
  section: unknown,
): Record<string, unknown> {
  const before = children(options.get(String(child(section, key))) ?? {});
  const after = children(options.get(name) ?? {});
  const kept = Object.entries(isRecord(section) ? section : {}).filter(
    ([other, value]) =>
      after.has(other) && JSON.stringify(value) !== JSON.stringify(before.get(other)?.default),
  );
  return { ...Object.fromEntries(kept), [key]: name };
}

function taskEntry(task: unknown): TaskEntry {
  const entry = typeof task === 'string' && Object.hasOwn(catalogue, task) ? catalogue[task] : undefined;
  if (entry) return entry;
  throw new AnnealError('config-invalid', `There is no task ${shown(task)}.`, {
    place: 'task',
    received: shown(task),
    remedy: suggestion(String(task), Object.keys(catalogue)),
  });
}

function suggestion(name: string, known: string[]): string {
  const nearest = nearestName(name, known);
  return nearest ? `Did you mean ${nearest}?` : `Choose from: ${known.join(', ')}.`;
}
