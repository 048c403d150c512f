/**
 * Configurations from outside: unknown JSON becomes a complete `RunConfig`, or an error that names the place, what
 * was found there and what is allowed. Unknown keys are left out with a warning. No TensorFlow.js here.
 */
import type { z } from 'zod';
import { type RunConfig, runConfigSchema } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import { alternatives, children, discriminator, type Field, fieldAt, fieldTree } from './configFields';
import { child, isRecord, replacedAt, valueAt } from './configPlaces';
import { type ConfigWarning, invalidConfig, shown, unknownKey, unknownPath } from './configProblems';

export interface ParsedConfig {
  config: RunConfig;
  warnings: ConfigWarning[];
}

/**
 * Every default is filled in.
 * @param schema of the task that the configuration names.
 * @throws config-invalid for a wrong type or value anywhere.
 */
export function parseConfigOf(schema: z.ZodObject, json: unknown): ParsedConfig {
  if (!isRecord(json)) throw notAnObject(json);
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

export function notAnObject(json: unknown): AnnealError {
  return new AnnealError('config-invalid', `The configuration is ${shown(json)}, not a JSON object.`, {
    received: shown(json),
    remedy: 'Start from a complete one, as the command `config` prints it.',
  });
}

/**
 * A copy of the configuration with one setting changed, as `--set training.epochs=20` does.
 * Naming another optimizer or schedule keeps what both have in common and was not at its default.
 * @param text JSON; what is no JSON, and anything where only text fits, is taken as text.
 * @throws usage for an unknown path, config-invalid for a value that does not fit.
 */
export function setInConfig(schema: z.ZodObject, config: RunConfig, path: string, text: string): RunConfig {
  const tree = fieldTree(schema);
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
  const { config: parsed, warnings } = parseConfigOf(schema, next);
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
