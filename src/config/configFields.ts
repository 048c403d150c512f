/**
 * A task's configuration as a tree of fields that can be walked by path and put into words.
 * It is read off the JSON Schema that zod makes of the task's schema, so nothing is listed twice.
 */
import { z } from 'zod';
import { child, valueAt } from './configPlaces';

/** One place of the tree: a section, a union, a list or a single value. */
export type Field = z.core.JSONSchema.BaseSchema;

const trees = new WeakMap<z.ZodType, Field>();

/** The tree of a schema as it is written (before defaults are filled in). */
export function fieldTree(schema: z.ZodType): Field {
  const tree = trees.get(schema) ?? z.toJSONSchema(schema, { io: 'input' });
  trees.set(schema, tree);
  return tree;
}

/** The alternatives of a union, or the field itself. */
export function alternatives(field: Field): Field[] {
  const options = field.oneOf ?? field.anyOf;
  return options ? options.filter((option) => typeof option !== 'boolean').flatMap(alternatives) : [field];
}

/** The fields inside a section or an alternative, by key. */
export function children(field: Field): Map<string, Field> {
  const map = new Map<string, Field>();
  for (const [key, child] of Object.entries(field.properties ?? {})) {
    if (typeof child !== 'boolean') map.set(key, child);
  }
  return map;
}

/**
 * The key that tells the alternatives of a union of sections apart (`name` of an optimizer), and theirs by its value.
 * @returns null when the field is no such union.
 */
export function discriminator(field: Field): { key: string; options: Map<string, Field> } | null {
  const sections = alternatives(field).filter((option) => option.properties);
  if (sections.length < 2) return null;
  const key = [...children(sections[0]!).keys()].find((name) =>
    sections.every((section) => children(section).get(name)?.const !== undefined),
  );
  if (key === undefined) return null;
  return {
    key,
    options: new Map(sections.map((section) => [String(children(section).get(key)?.const), section])),
  };
}

/**
 * The field at a path. Which alternative of a union counts depends on the configuration.
 * @returns null when there is no such field in this configuration.
 */
export function fieldAt(tree: Field, path: readonly string[], config: unknown): Field | null {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const value = child(config, key);
  const union = discriminator(tree);
  if (union?.key === key) return rest.length === 0 ? { enum: [...union.options.keys()] } : null;
  // Without a valid choice yet, every alternative counts.
  const chosen = union?.options.get(String(child(config, union.key)));
  for (const option of chosen ? [chosen] : alternatives(tree)) {
    const next = children(option).get(key) ?? itemOf(option, key) ?? entryOf(option);
    if (next) return fieldAt(next, rest, value);
  }
  return null;
}

function itemOf({ items }: Field, key: string): Field | null {
  if (!/^\d+$/.test(key) || typeof items !== 'object' || Array.isArray(items)) return null;
  return items;
}

/** What lies under a name of one's own. */
function entryOf({ additionalProperties }: Field): Field | null {
  return typeof additionalProperties === 'object' ? additionalProperties : null;
}

/** The fields of the section at a path, in this configuration; empty where there is no section. */
export function sectionAt(tree: Field, path: readonly string[], config: unknown): Map<string, Field> {
  const field = fieldAt(tree, path, config);
  if (!field) return new Map();
  const union = discriminator(field);
  return children(union?.options.get(String(valueAt(config, [...path, union.key]))) ?? field);
}

/** Dotted paths of every single value and list, those of all alternatives included, each once. */
export function leafPaths(field: Field, prefix = ''): string[] {
  const sections = alternatives(field).filter((option) => option.properties);
  if (sections.length === 0) return [prefix];
  const paths = sections.flatMap((section) =>
    [...children(section)].flatMap(([key, next]) => leafPaths(next, prefix ? `${prefix}.${key}` : key)),
  );
  return [...new Set(paths)];
}

/** What a field takes, as the end of "it must be ...". */
export function inWords(field: Field): string {
  const union = discriminator(field);
  if (union) return `an object whose ${union.key} is ${oneOf([...union.options.keys()])}`;
  const options = alternatives(field);
  if (options.length > 1) return options.map(inWords).join(', or ');
  if (field.const !== undefined) return JSON.stringify(field.const);
  if (field.enum) return oneOf(field.enum.map(String));
  switch (field.type) {
    case 'integer':
      return `a whole number${bounds(field, 1)}`;
    case 'number':
      return `a number${bounds(field, 0)}`;
    case 'string':
      return field.minLength
        ? 'text that is not empty'
        : `text${field.maxLength ? ` of at most ${field.maxLength} characters` : ''}`;
    case 'boolean':
      return 'true or false';
    case 'array': {
      const { items } = field;
      return typeof items === 'object' && !Array.isArray(items) ? `a list, each ${inWords(items)}` : 'a list';
    }
    case 'null':
      return 'null';
    default:
      return 'an object';
  }
}

/** @param gap the smallest difference: whole numbers above 0 are at least 1. */
function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Field, gap: number): string {
  const words: string[] = [];
  if (minimum !== undefined) words.push(`of at least ${minimum}`);
  else if (typeof exclusiveMinimum === 'number') {
    words.push(gap > 0 ? `of at least ${exclusiveMinimum + gap}` : `above ${exclusiveMinimum}`);
  }
  // zod bounds whole numbers by what a double can count; that is no news to anybody.
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) words.push(`at most ${maximum}`);
  else if (exclusiveMaximum !== undefined) words.push(`below ${exclusiveMaximum}`);
  return words.length === 0 ? '' : ` ${words.join(' and ')}`;
}

function oneOf(values: string[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
}
