/** Making and changing the configuration for a dataset. Every change is checked at once by the task's schema. */

import { configProblems } from '../config/draftProblems';
import { defaultConfig, parseConfig } from '../config/parseConfig';
import type { RunConfig } from '../protocol/config';
import type { DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { catalogue } from '../tasks/catalogue';
import type { ImageChoice } from '../tasks/segmentation/data/imageRoles';
import { tasksFor } from '../tasks/segmentation/imageData';
import { type Roles, suggestedRoles } from '../tasks/tabular/roles';
import { suggestedPreset } from '../tasks/tabular/suggestedPreset';
import type { Draft, DraftProblem, JsonObject, JsonValue } from './draft';
import { isObject, withValueAt } from './jsonPath';
import { studio } from './studio';

/** What a preset leaves alone: which columns or arrays, and what the run is called. */
const keptByPresets = [
  'dataset.inputs',
  'dataset.targets',
  'dataset.transpose',
  'dataset.images',
  'dataset.masks',
  'experiment',
];

/** Shows a dataset in Configure; its draft is made when it has none. */
export function openDraft(dataset: DatasetRecord, options: { task?: string; preset?: string } = {}): void {
  const { fingerprint } = dataset;
  const existing = studio.getState().drafts[fingerprint];
  if (!existing || options.preset !== undefined) put(newDraft(dataset, options));
  studio.setState({ draftOf: fingerprint });
}

function newDraft(
  dataset: DatasetRecord,
  { task = tasksFor(dataset)[0]!, preset }: { task?: string; preset?: string },
): Draft {
  if (task !== 'tabular') {
    const chosen = preset ?? Object.keys(catalogue[task]?.presets ?? {})[0] ?? null;
    return draftOf(dataset.fingerprint, chosen, defaultConfig(task, chosen ?? undefined));
  }
  const roles = suggestedRoles(dataset);
  const chosen = preset ?? suggestedPreset(dataset, roles);
  return withRoles(draftOf(dataset.fingerprint, chosen, defaultConfig(task, chosen)), roles);
}

/** Begins anew with another task; only what the run is called stays. */
export function changeTask(dataset: DatasetRecord, task: string): void {
  const before = studio.getState().drafts[dataset.fingerprint];
  const fresh = newDraft(dataset, { task });
  put(before ? checked(fresh, copied(before.config, fresh.config, 'experiment')) : fresh);
}

/** Shows a run's configuration for its dataset, to be changed and trained again. */
export function openDraftOfRun(fingerprint: string, config: RunConfig): void {
  put(draftOf(fingerprint, null, config));
  studio.setState({ draftOf: fingerprint });
}

/** Sets one value. */
export function changeDraft(fingerprint: string, path: string, value: JsonValue): void {
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
    const fresh = defaultConfig(draft.task, preset);
    const config = keptByPresets.reduce<JsonObject>(
      (config, path) => copied(draft.config, config, path),
      fresh,
    );
    return checked({ ...draft, preset }, config);
  });
}

/** Chooses inputs and targets for a dataset; its draft is made when it has none. */
export function chooseRoles(dataset: DatasetRecord, roles: Roles): void {
  const draft = studio.getState().drafts[dataset.fingerprint] ?? newDraft(dataset, { task: 'tabular' });
  put(withRoles(draft, roles));
}

/** Chooses the arrays that hold images and masks; the draft is made when there is none. */
export function chooseImages(dataset: DatasetRecord, { images, masks }: ImageChoice): void {
  const draft = studio.getState().drafts[dataset.fingerprint] ?? newDraft(dataset, { task: 'segmentation' });
  put(
    checked(draft, withValueAt(withValueAt(draft.config, 'dataset.images', images), 'dataset.masks', masks)),
  );
}

/** The draft as a configuration to train. Throws `config-invalid` while it has problems. */
export function draftConfig(fingerprint: string): RunConfig {
  const draft = studio.getState().drafts[fingerprint];
  if (!draft) throw new AnnealError('config-invalid', 'There is no configuration for this dataset');
  const [problem] = draft.problems;
  if (problem) {
    throw new AnnealError('config-invalid', `${problem.path || 'The configuration'}: ${problem.message}`, {
      place: problem.path,
      remedy: 'Mend it in Configure.',
    });
  }
  return parseConfig(draft.config).config;
}

function withRoles(draft: Draft, { inputs, targets, transpose }: Roles): Draft {
  const before = isObject(draft.config.dataset) ? draft.config.dataset : {};
  return checked(draft, { ...draft.config, dataset: { ...before, inputs, targets, transpose } });
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

function problemsOf(task: string, config: JsonObject, thrown: unknown): DraftProblem[] {
  const schema = catalogue[task]?.schema;
  const problems = schema ? configProblems(schema, config) : [];
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

function parseJson(text: string): JsonValue | undefined {
  try {
    const json: JsonValue = JSON.parse(text);
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
