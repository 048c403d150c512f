/**
 * What of the form stands first: the settings that the schema calls essential, out of their sections, and what is left
 * there. A choice that is essential leaves its options behind: the optimizer stands first, its β₁ does not. Pure.
 */
import { isObject, sameJson, valueAt } from '../../config/jsonPath';
import type { JsonObject } from '../../protocol/json';
import type { FormField, Section } from './formFields';

type Variant = Extract<FormField, { kind: 'variant' }>;

export function essentialsOf(field: FormField): FormField[] {
  if (field.kind === 'section') return field.fields.flatMap(essentialsOf);
  if (!field.essential) return [];
  return field.kind === 'variant' ? [{ ...field, part: 'choice' }] : [field];
}

/** What a section holds besides; sections inside that would be empty are left out. */
export function restOf(section: Section): Section {
  const fields = section.fields.flatMap((field): FormField[] => {
    if (field.kind === 'section') {
      const rest = restOf(field);
      return rest.fields.length > 0 ? [rest] : [];
    }
    if (!field.essential) return [field];
    return field.kind === 'variant' ? [{ ...field, part: 'options' }] : [];
  });
  return { ...section, fields };
}

/** The variant that a configuration chooses. */
export function chosenVariant({ path, by, initial }: Variant, config: JsonObject): string {
  const value = valueAt(config, path);
  const name = (isObject(value) ? value[by] : undefined) ?? (isObject(initial) ? initial[by] : undefined);
  return String(name ?? '');
}

/** Every setting inside a field that a configuration has: a list counts as one, a choice apart from its options. */
export function settingsIn(field: FormField, config: JsonObject): FormField[] {
  if (field.kind === 'section') return field.fields.flatMap((inner) => settingsIn(inner, config));
  if (field.kind !== 'variant') return [field];
  const choice = field.part === 'options' ? [] : [field];
  const options = field.part === 'choice' ? [] : (field.variants[chosenVariant(field, config)] ?? []);
  return [...choice, ...options];
}

/** Whether a configuration, or a part of one, has something else than the default there. */
export function isChanged(field: FormField, config: JsonObject): boolean {
  const value = valueAt(config, field.path);
  if (value === undefined || field.initial === undefined) return false;
  if (field.kind !== 'variant') return !sameJson(value, field.initial);
  return isObject(field.initial) && chosenVariant(field, config) !== field.initial[field.by];
}

export function changedIn(field: FormField, config: JsonObject): FormField[] {
  return settingsIn(field, config).filter((setting) => isChanged(setting, config));
}
