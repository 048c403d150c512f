/** What every field of the form needs: the values, what is wrong with them, and how to change them. */
import type { Json, JsonObject } from '../../protocol/json';
import type { Draft } from '../../store/draft';
import type { FormField } from './formFields';

export interface Form {
  config: JsonObject;
  /** By path. */
  problems: ReadonlyMap<string, string>;
  /** Names of the dataset's arrays that a text field can take, by path. */
  names: ReadonlyMap<string, readonly string[]>;
  change(path: string, value: Json): void;
  /** Whether anything is searched for. */
  isSearch: boolean;
  /** Whether a field matches what is searched for. */
  shows(field: FormField): boolean;
}

/** @param search words to find in labels and paths; empty shows everything. */
export function formOf(draft: Draft, search: string, names: Form['names'], change: Form['change']): Form {
  const wanted = search.trim().toLowerCase();
  return {
    config: draft.config,
    problems: new Map(draft.problems.map(({ path, message }) => [path, message])),
    names,
    change,
    isSearch: wanted !== '',
    shows: ({ label, path }) => wanted === '' || `${label} ${path}`.toLowerCase().includes(wanted),
  };
}

/** Whether a field, or any inside it, is shown. */
export function hasShown(form: Form, field: FormField): boolean {
  if (form.shows(field)) return true;
  if (field.kind === 'section') return field.fields.some((inner) => hasShown(form, inner));
  if (field.kind === 'variant') return Object.values(field.variants).flat().some(form.shows);
  return field.kind === 'list' && field.item.some((inner) => form.shows(inner));
}
