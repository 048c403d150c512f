/** Making and changing the configuration for a dataset. Every change is checked at once by the task's schema. */

import { type ConfigProblem, configProblems } from '../config/draftProblems';
import { isObject, withValueAt } from '../config/jsonPath';
import { type RunConfig, runConfigSchema } from '../protocol/config';
import type { DatasetRecord } from '../protocol/datasets';
import { AnnealError, sentence } from '../protocol/errors';
import type { Json, JsonObject } from '../protocol/json';
import type { TaskKind } from '../tasks/catalogue';
import { defaultConfig, describedTask, parseConfig, taskKind } from '../tasks/runConfig';
import { suitableTasks } from '../tasks/suitable';
import { lookForGpu, trainsOnGpu } from './backends';
import type { Draft } from './draft';
import { studio } from './studio';

/** Shows a dataset in Configure; its draft is made when it has none. */
export function openDraft(dataset: DatasetRecord, options: { task?: string; preset?: string } = {}): void {
  const { fingerprint } = dataset;
  const existing = studio.getState().drafts[fingerprint];
  if (!existing || options.preset !== undefined) put(newDraft(dataset, options));
  studio.setState({ draftOf: fingerprint });
}

/** The same where its preset depends on the machine, which is looked at first. */
export async function proposeDraft(dataset: DatasetRecord): Promise<void> {
  const depends = suitableTasks(dataset).some(({ suggestion }) => suggestion.presetWithoutGpu !== undefined);
  if (depends && !studio.getState().drafts[dataset.fingerprint]) await lookForGpu();
  openDraft(dataset);
}

/** @throws data-not-found where no task can read the dataset. */
function newDraft(dataset: DatasetRecord, { task, preset }: { task?: string; preset?: string }): Draft {
  const suitable = suitableTasks(dataset);
  const kind = task === undefined ? suitable[0]?.kind : taskKind(task);
  if (kind === undefined) {
    throw new AnnealError(
      'data-not-found',
      `${dataset.name} holds nothing that a model here can be trained on.`,
      {
        place: dataset.name,
        received: dataset.arrays.map(({ name }) => name).join(', ') || 'no arrays',
        remedy: 'Import a table, or images with their masks.',
      },
    );
  }
  const suggestion = suitable.find((one) => one.kind === kind)?.suggestion;
  const proposed = trainsOnGpu() ? suggestion?.preset : (suggestion?.presetWithoutGpu ?? suggestion?.preset);
  const chosen = preset ?? proposed ?? Object.keys(describedTask(kind).presets)[0] ?? null;
  const draft = draftOf(dataset.fingerprint, chosen, defaultConfig(kind, chosen ?? undefined));
  return withSettings(draft, suggestion?.settings ?? {});
}

/** Begins anew with another task; only what the run is called stays. */
export function changeTask(dataset: DatasetRecord, task: string): void {
  const before = studio.getState().drafts[dataset.fingerprint];
  const fresh = newDraft(dataset, { task });
  put(before ? checked(fresh, copied(before.config, fresh.config, 'experiment')) : fresh);
}

/** Shows a run's configuration for its dataset, to be changed and trained again; name, tags and notes stay the run's. */
export function openDraftOfRun(fingerprint: string, config: RunConfig): void {
  put(draftOf(fingerprint, null, withoutNames(config)));
  studio.setState({ draftOf: fingerprint });
}

/** The run has begun: its name, tags and notes are its own, and not the next one's. */
export function forgetNames(fingerprint: string): void {
  change(fingerprint, (draft) => {
    const { experiment: _, ...config } = draft.config;
    return checked(draft, config);
  });
}

/** A configuration as that of another run: what a run is called and what is noted of it are left out. */
export function withoutNames(config: RunConfig): RunConfig {
  return { ...config, experiment: runConfigSchema.shape.experiment.parse({}) };
}

/** Sets one value. */
export function changeDraft(fingerprint: string, path: string, value: Json): void {
  change(fingerprint, (draft) => checked({ ...draft, preset: null }, withValueAt(draft.config, path, value)));
}

/** Takes over the text of the JSON editor, also while it is not JSON yet. */
export function changeDraftText(fingerprint: string, text: string): void {
  change(fingerprint, (draft) => {
    const json = parseJson(text);
    if (isObject(json)) return checked({ ...draft, preset: null }, json);
    const message = json === undefined ? 'This is not JSON yet' : 'The configuration must be a JSON object';
    return { ...draft, text, problems: [{ path: '', message }], warnings: [] };
  });
}

/** Lays a preset over the defaults; columns and names stay. */
export function applyPreset(fingerprint: string, preset: string): void {
  change(fingerprint, (draft) => {
    const fresh = presetConfig(draft, preset);
    const config = [...describedTask(draft.task).keptByPresets, 'experiment'].reduce<JsonObject>(
      (config, path) => copied(draft.config, config, path),
      fresh,
    );
    return checked({ ...draft, preset }, config);
  });
}

/** A preset as it is suggested for the dataset, where it is the one that is suggested: with the length that suits its rows. */
function presetConfig({ task, fingerprint }: Draft, preset: string): JsonObject {
  const fresh = defaultConfig(task, preset);
  const dataset = studio.getState().datasets.find((one) => one.fingerprint === fingerprint);
  const suggestion = dataset && describedTask(task).suggest(dataset);
  return suggestion?.preset === preset ? laidOver(fresh, suggestion.settings) : fresh;
}

/** Sets several values for a task, section by section; the dataset's draft is made when it has none. */
export function changeSettings(dataset: DatasetRecord, task: TaskKind, settings: JsonObject): void {
  const draft = studio.getState().drafts[dataset.fingerprint] ?? newDraft(dataset, { task });
  put(withSettings(draft, settings));
}

/** The draft as a configuration to train. Throws `config-invalid` while it has problems. */
export function draftConfig(fingerprint: string): RunConfig {
  const draft = studio.getState().drafts[fingerprint];
  if (!draft)
    throw new AnnealError('config-invalid', 'There is no configuration for this dataset.', {
      remedy: 'Open the dataset in Configure first.',
    });
  const [problem] = draft.problems;
  if (problem) {
    throw new AnnealError(
      'config-invalid',
      sentence(`${problem.path || 'The configuration'}: ${problem.message}`),
      {
        place: problem.path,
        remedy: 'Mend it in Configure.',
      },
    );
  }
  return parseConfig(draft.config).config;
}

function withSettings(draft: Draft, settings: JsonObject): Draft {
  return checked(draft, laidOver(draft.config, settings));
}

function laidOver(config: JsonObject, settings: JsonObject): JsonObject {
  const sections = Object.entries(settings).map(([name, section]): [string, Json] => {
    const before = config[name];
    return [name, isObject(before) && isObject(section) ? { ...before, ...section } : section];
  });
  return { ...config, ...Object.fromEntries(sections) };
}

function draftOf(fingerprint: string, preset: string | null, config: RunConfig): Draft {
  return { fingerprint, task: config.task, preset, config, text: null, warnings: [], problems: [] };
}

function checked(draft: Draft, config: JsonObject): Draft {
  try {
    const { config: complete, warnings } = parseConfig({ task: draft.task, ...config });
    return { ...draft, task: complete.task, config: complete, text: null, warnings, problems: [] };
  } catch (thrown) {
    return { ...draft, config, text: null, warnings: [], problems: problemsOf(draft.task, config, thrown) };
  }
}

function problemsOf(task: string, config: JsonObject, thrown: unknown): ConfigProblem[] {
  const problems = configProblems(describedTask(task).schema, config);
  if (problems.length > 0) return problems;
  const { message, details } = AnnealError.from(thrown);
  return [{ path: details.place ?? '', message }];
}

function copied(from: JsonObject, to: JsonObject, path: string): JsonObject {
  const [section = '', key] = path.split('.');
  const source = from[section];
  const value = key === undefined ? source : isObject(source) ? source[key] : undefined;
  return value === undefined ? to : withValueAt(to, path, value);
}

function parseJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

function put(draft: Draft): void {
  studio.setState(({ drafts }) => ({ drafts: { ...drafts, [draft.fingerprint]: draft } }));
}

function change(fingerprint: string, next: (draft: Draft) => Draft): void {
  const draft = studio.getState().drafts[fingerprint];
  if (draft) put(next(draft));
}
