/**
 * A task's schema as fields of a form: each kind of value that a configuration may hold becomes one kind of field.
 * How the schema is read is `config/configFields.ts`.
 */
import { z } from 'zod';
import {
  alternatives,
  children,
  discriminator,
  fieldTree,
  inWords as rangeInWords,
  type Field as SchemaField,
} from '../../config/configFields';
import { isObject } from '../../config/jsonPath';
import type { Json } from '../../protocol/json';
import { settingWordsSchema } from '../../protocol/settingWords';

interface Common {
  /** Dotted path from the configuration's root, for example `training.schedule.warmup`. */
  path: string;
  /** Last part of the path: the name in the JSON. */
  key: string;
  /** The schema's title, else the name in words. */
  label: string;
  /** One sentence; null where nobody hesitates. */
  help: string | null;
  /** Stands first, in sight. */
  essential: boolean;
  /** All that it is searched by, the labels around it among the rest. */
  searched: string;
  /** What it takes, in words. */
  takes: string;
  /** undefined when the schema has none. */
  initial: Json | undefined;
}

export type Section = Common & { kind: 'section'; fields: FormField[] };

export type FormField =
  | (Common & { kind: 'number'; nullable: boolean })
  | (Common & { kind: 'text'; long: boolean })
  | (Common & { kind: 'toggle' })
  | (Common & { kind: 'choice'; options: string[] })
  | (Common & { kind: 'texts' })
  | (Common & { kind: 'numbers' })
  /** One of a few words, or numbers of one's own. */
  | (Common & { kind: 'wordOrNumbers'; options: string[] })
  /** A choice that decides which fields follow; `by` is the key that holds it. The two may stand apart (`part`). */
  | (Common & {
      kind: 'variant';
      by: string;
      variants: Record<string, FormField[]>;
      part: 'whole' | 'choice' | 'options';
    })
  /** Any number of equal groups of fields. Paths of `item` are relative to one group. */
  | (Common & { kind: 'list'; item: FormField[] })
  | Section;

/** Fields of a whole run configuration: one section for each of its parts; plain values at the root are left out. */
export function formFields(schema: z.ZodObject): Section[] {
  const whole = jsonValue.safeParse(schema.safeParse({}).data);
  return fieldsOf(fieldTree(schema), '', '', whole.data).filter((field) => field.kind === 'section');
}

/**
 * @param around labels and other names of what the fields are inside.
 * @param defaults what is there in a configuration where nothing was chosen. A section's default may be partial, and may
 *   differ from those of its fields, such as the warm-up of one task's schedule.
 */
function fieldsOf(parent: SchemaField, path: string, around: string, defaults?: Json): FormField[] {
  return [...children(parent)].flatMap(([key, field]) => {
    const made = fieldOf(field, key, path ? `${path}.${key}` : key, around, partOf(defaults, key));
    return made ? [made] : [];
  });
}

function partOf(parent: Json | undefined, key: string): Json | undefined {
  return isObject(parent) ? parent[key] : undefined;
}

/** null for what cannot be chosen here: the version, the task, weights that come from a file. */
function fieldOf(
  schema: SchemaField,
  key: string,
  path: string,
  around: string,
  initial = initialOf(schema),
): FormField | null {
  if (schema.readOnly) return null;
  const { title, description, essential, also } = settingWordsSchema.parse(schema);
  const label = title ?? nameInWords(key);
  const names = `${around} ${label} ${also}`;
  const union = discriminator(schema);
  const some = alternatives(schema).filter(({ type }) => type !== 'null');
  const words = some.find((option) => option.enum)?.enum?.map(String) ?? [];
  const common: Common = {
    path,
    key,
    label,
    help: description ?? null,
    essential,
    searched: [names, description, path, ...words, ...(union?.options.keys() ?? [])].join(' '),
    takes: rangeInWords(union ? { enum: [...union.options.keys()] } : schema),
    initial,
  };
  if (union) {
    // A choice lends its options its label alone: `lr` finds the schedule, not all that a schedule has.
    const variants = [...union.options].map(([name, option]) => {
      const defaults = partOf(initial, union.key) === name ? initial : undefined;
      return [name, fieldsOf(option, path, `${around} ${label}`, defaults)] as const;
    });
    return {
      ...common,
      kind: 'variant',
      by: union.key,
      variants: Object.fromEntries(variants),
      part: 'whole',
    };
  }
  if (words.length > 0 && some.some(({ type }) => type === 'array')) {
    return { ...common, kind: 'wordOrNumbers', options: words };
  }
  const [only] = some;
  if (!only || some.length > 1) return null;
  return plainField(common, only, alternatives(schema).length > 1, names);
}

function plainField(common: Common, schema: SchemaField, nullable: boolean, names: string): FormField | null {
  if (schema.const !== undefined) return null;
  if (schema.enum) return { ...common, kind: 'choice', options: schema.enum.map(String) };
  switch (schema.type) {
    case 'boolean':
      return { ...common, kind: 'toggle' };
    case 'number':
    case 'integer':
      return { ...common, kind: 'number', nullable };
    case 'string':
      return { ...common, kind: 'text', long: schema.maxLength === undefined && common.initial === '' };
    case 'array':
      return arrayField(common, schema, names);
    case 'object':
      if (!schema.properties) return null;
      return { ...common, kind: 'section', fields: fieldsOf(schema, common.path, names, common.initial) };
    default:
      return null;
  }
}

function arrayField(common: Common, { items }: SchemaField, names: string): FormField | null {
  if (typeof items !== 'object' || Array.isArray(items)) return null;
  if (items.properties) return { ...common, kind: 'list', item: fieldsOf(items, '', names) };
  if (items.type === 'string') return { ...common, kind: 'texts' };
  return items.type === 'number' || items.type === 'integer' ? { ...common, kind: 'numbers' } : null;
}

/** A field of a list's item, and all inside it, at its place in the configuration. */
export function fieldAt(field: FormField, parent: string): FormField {
  const path = `${parent}.${field.path}`;
  const inside = (fields: FormField[]) => fields.map((inner) => fieldAt(inner, parent));
  if (field.kind === 'section') return { ...field, path, fields: inside(field.fields) };
  if (field.kind !== 'variant') return { ...field, path };
  const variants = Object.entries(field.variants).map(([name, fields]) => [name, inside(fields)] as const);
  return { ...field, path, variants: Object.fromEntries(variants) };
}

const jsonValue = z.json();

function initialOf(schema: SchemaField): Json | undefined {
  return schema.default === undefined ? undefined : jsonValue.parse(schema.default);
}

/** What the question mark beside a field tells. A choice lies under a key of its own. */
export function aboutOf(field: FormField): { help: string | null; key: string; takes: string } {
  const key = field.kind === 'variant' ? `${field.path}.${field.by}` : field.path;
  return { help: field.help, key, takes: field.takes };
}

/** `minDelta` → "Min delta". */
export function nameInWords(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
