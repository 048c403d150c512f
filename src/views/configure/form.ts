/** What every field of the form needs: the values, what is wrong with them, how to change them, and which are shown. */
import type { Json, JsonObject } from '../../protocol/json';
import type { Draft } from '../../store/draft';
import type { FormField } from './formFields';
import { chosenVariant, isChanged, settingsIn } from './grouping';
import type { Search } from './search';

type Variant = Extract<FormField, { kind: 'variant' }>;

export interface Form {
  config: JsonObject;
  /** By path. */
  problems: ReadonlyMap<string, string>;
  /** Names of the dataset's arrays that a text field can take, by path. */
  names: ReadonlyMap<string, readonly string[]>;
  change(path: string, value: Json): void;
  search: Search | null;
  /** Every setting inside a field that does something, or was set to something else than its default. */
  settings(field: FormField): FormField[];
  /** Whether a setting, apart from what is inside it, is what is searched for. */
  shows(field: FormField): boolean;
}

/** @param idle dotted places of settings and sections that do nothing here; they come where they are searched for. */
export function formOf(
  draft: Draft,
  search: Search | null,
  { names, idle }: Pick<Form, 'names'> & { idle: readonly string[] },
  change: Form['change'],
): Form {
  const problems = new Map(draft.problems.map(({ path, message }) => [path, message]));
  const acts = (field: FormField) =>
    problems.has(field.path) ||
    !idle.some((place) => field.path === place || field.path.startsWith(`${place}.`)) ||
    isChanged(field, draft.config);
  return {
    config: draft.config,
    problems,
    names,
    change,
    search,
    settings: (field) => settingsIn(field, draft.config).filter(acts),
    shows(field) {
      if (!search) return acts(field);
      if (search(field)) return true;
      if (field.kind === 'variant') return foundElsewhere(field, draft.config, search).size > 0;
      return field.kind === 'list' && field.item.some(search);
    },
  };
}

/** The settings inside a field that are shown. */
export function shownIn(form: Form, field: FormField): FormField[] {
  return settingsIn(field, form.config).filter(form.shows);
}

/** What is searched for and comes only with another choice: the choices, by the label of the setting. */
export function foundElsewhere(field: Variant, config: JsonObject, search: Search): Map<string, string[]> {
  const chosen = chosenVariant(field, config);
  const here = new Set((field.variants[chosen] ?? []).map(({ path }) => path));
  const found = new Map<string, string[]>();
  for (const [name, options] of Object.entries(field.variants)) {
    for (const { label } of options.filter((option) => !here.has(option.path) && search(option))) {
      found.set(label, [...(found.get(label) ?? []), name]);
    }
  }
  return found;
}
