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
import type { Json } from '../../protocol/json';

interface Common {
  /** Dotted path from the configuration's root, for example `training.schedule.warmup`. */
  path: string;
  /** Last part of the path: the name in the JSON. */
  key: string;
  /** The schema's description, else the name in words. */
  label: string;
  /** What it takes, in words. */
  takes: string;
  /** undefined when the schema has none. */
  initial: Json | undefined;
}

export type FormField =
  | (Common & { kind: 'number'; nullable: boolean })
  | (Common & { kind: 'text'; long: boolean })
  | (Common & { kind: 'toggle' })
  | (Common & { kind: 'choice'; options: string[] })
  | (Common & { kind: 'texts' })
  | (Common & { kind: 'numbers' })
  /** One of a few words, or numbers of one's own. */
  | (Common & { kind: 'wordOrNumbers'; options: string[] })
  /** A choice that decides which fields follow; `by` is the key that holds it. */
  | (Common & { kind: 'variant'; by: string; variants: Record<string, FormField[]> })
  /** Any number of equal groups of fields. Paths of `item` are relative to one group. */
  | (Common & { kind: 'list'; item: FormField[] })
  | (Common & { kind: 'section'; fields: FormField[] });

/** Fields of a whole run configuration: one section for each of its parts; plain values at the root are left out. */
export function formFields(schema: z.ZodObject): FormField[] {
  return fieldsOf(fieldTree(schema), '').filter(({ kind }) => kind === 'section');
}

function fieldsOf(parent: SchemaField, path: string): FormField[] {
  return [...children(parent)].flatMap(([key, field]) => {
    const made = fieldOf(field, key, path ? `${path}.${key}` : key);
    return made ? [made] : [];
  });
}

/** null for what cannot be chosen: the version, the task. */
function fieldOf(schema: SchemaField, key: string, path: string): FormField | null {
  const common: Common = {
    path,
    key,
    label: schema.description ?? nameInWords(key),
    takes: rangeInWords(schema),
    initial: initialOf(schema),
  };
  const union = discriminator(schema);
  if (union) {
    const variants = [...union.options].map(([name, option]) => [name, fieldsOf(option, path)] as const);
    return { ...common, kind: 'variant', by: union.key, variants: Object.fromEntries(variants) };
  }
  const options = alternatives(schema);
  const some = options.filter(({ type }) => type !== 'null');
  const words = some.find((option) => option.enum)?.enum?.map(String);
  if (words && some.some(({ type }) => type === 'array')) {
    return { ...common, kind: 'wordOrNumbers', options: words };
  }
  const [only] = some;
  return only && some.length === 1 ? plainField(common, only, options.length > 1) : null;
}

function plainField(common: Common, schema: SchemaField, nullable: boolean): FormField | null {
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
      return arrayField(common, schema);
    case 'object':
      return schema.properties ? { ...common, kind: 'section', fields: fieldsOf(schema, common.path) } : null;
    default:
      return null;
  }
}

function arrayField(common: Common, { items }: SchemaField): FormField | null {
  if (typeof items !== 'object' || Array.isArray(items)) return null;
  if (items.properties) return { ...common, kind: 'list', item: fieldsOf(items, '') };
  if (items.type === 'string') return { ...common, kind: 'texts' };
  return items.type === 'number' || items.type === 'integer' ? { ...common, kind: 'numbers' } : null;
}

const jsonValue = z.json();

function initialOf(schema: SchemaField): Json | undefined {
  return schema.default === undefined ? undefined : jsonValue.parse(schema.default);
}

/** `minDelta` → "Min delta". */
export function nameInWords(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
