/**
 * Configurations of datasets as VisionCore writes them (a parent, and one for each session) in the words of this task. What
 * means nothing here is remarked, what would train something else is refused.
 */
import { nearestName } from '../../config/nearestName';
import { AnnealError } from '../../protocol/errors';
import type { Json, JsonObject } from '../../protocol/json';
import type { ForeignConfig } from '../description';
import { visionCoreOp } from './visionCoreOps';

type Remark = (message: string) => void;

const sectionKeys = ['sampling', 'keys_lags', 'transforms', 'datafilters', 'train_val_split'] as const;
const parentKeys = ['types', 'session_dir', 'sessions', 'seed', 'n_lags', ...sectionKeys];
const childKeys = [
  'session',
  'lab',
  'cids',
  'visual',
  'qc',
  'qcmissing',
  'qccontam',
  'types',
  'seed',
  ...sectionKeys,
];

/**
 * @param files the parent first, then those of sessions.
 * @returns null where the first is no parent of VisionCore.
 * @throws AnnealError `config-invalid` for operations that there are not, and for a session's file without its name.
 */
export function readVisionCore([parent, ...children]: readonly JsonObject[]): ForeignConfig | null {
  if (!parent || 'dataset' in parent || !('keys_lags' in parent || 'session_dir' in parent)) return null;
  const remarks: string[] = [];
  const remark: Remark = (message) => void remarks.push(message);
  unknownKeys(parent, parentKeys, '', remark);
  if ('types' in parent) {
    remark('`types` is not used: every recording that is opened is trained on, whatever was shown.');
  }
  const dataset: JsonObject = { ...sectionsOf(parent, '', remark) };
  if (Array.isArray(parent.sessions)) dataset.use = parent.sessions.map(String);
  const sessions = Object.fromEntries(children.map((child) => sessionOf(child, remark)));
  if (children.length > 0) dataset.sessions = sessions;
  return {
    config: { dataset, ...(typeof parent.seed === 'number' && { training: { seed: parent.seed } }) },
    remarks,
  };
}

function sessionOf(child: JsonObject, remark: Remark): [string, JsonObject] {
  const { session } = child;
  if (typeof session !== 'string') {
    throw new AnnealError(
      'config-invalid',
      'A session’s configuration does not say which session it is of.',
      {
        place: 'session',
        received: Object.keys(child).slice(0, 5).join(', '),
        remedy: 'Add session: NAME, as the file of the recording is called.',
      },
    );
  }
  unknownKeys(child, childKeys, `${session}: `, remark);
  const own = sectionsOf(child, `${session}: `, remark);
  for (const list of ['cids', 'visual', 'qc'] as const) if (list in child) own[list] = child[list]!;
  const { qcmissing, qccontam } = child;
  const good = [qcmissing, qccontam].filter((list) => Array.isArray(list));
  const [first = []] = good;
  if (good.length > 0 && !('qc' in child))
    own.qc = first.filter((cid) => good.every((list) => list.includes(cid)));
  return [session, own];
}

/** What parent and child have in common. @param where for remarks. */
function sectionsOf(given: JsonObject, where: string, remark: Remark): JsonObject {
  const made: JsonObject = {};
  if (isObject(given.sampling)) {
    const { source_rate: sourceRate, target_rate: targetRate } = given.sampling;
    unknownKeys(given.sampling, ['source_rate', 'target_rate'], `${where}sampling.`, remark);
    made.sampling = {
      ...(sourceRate !== undefined && { sourceRate }),
      ...(targetRate !== undefined && { targetRate }),
    };
  }
  if (isObject(given.keys_lags)) Object.assign(made, lagsOf(given.keys_lags, where, remark));
  if (isObject(given.transforms)) Object.assign(made, transformsOf(given.transforms, where, remark));
  if (isObject(given.datafilters)) Object.assign(made, filtersOf(given.datafilters, where, remark));
  if (typeof given.train_val_split === 'number')
    made.validationFraction = Number((1 - given.train_val_split).toFixed(6));
  return made;
}

function lagsOf(lags: JsonObject, where: string, remark: Remark): JsonObject {
  const made: JsonObject = {};
  for (const [key, value] of Object.entries(lags)) {
    if (key === 'stim') made.lags = Array.isArray(value) ? value : [value];
    else if (key === 'behavior' && typeof value === 'number') made.behaviorLag = value;
    else if ((key !== 'robs' && key !== 'dfs') || value !== 0)
      remark(`\`${where}keys_lags.${key}\` of ${JSON.stringify(value)} is not understood and is left out.`);
  }
  return made;
}

function transformsOf(given: JsonObject, where: string, remark: Remark): JsonObject {
  const transforms: JsonObject = {};
  let lag: JsonObject = {};
  for (const [name, spec] of Object.entries(given)) {
    if (!isObject(spec)) continue;
    const place = `${where}transforms.${name}`;
    unknownKeys(spec, ['source', 'ops', 'expose_as', 'concatenate', 'keys_lags'], `${place}.`, remark);
    const { source = name, expose_as: exposeAs = name, concatenate } = spec;
    const ops = (Array.isArray(spec.ops) ? spec.ops : []).flatMap((op) => visionCoreOp(op, place, remark));
    if (exposeAs === 'robs' && ops.length === 0) {
      remark(`\`${place}\` is left out: units are chosen by \`cids\`.`);
      continue;
    }
    if (exposeAs !== 'stim' && exposeAs !== 'behavior') {
      remark(`\`${place}\` is left out: it makes \`${exposeAs}\`, which no model here takes.`);
      continue;
    }
    if (spec.keys_lags !== undefined) lag = lagsOf({ [exposeAs]: spec.keys_lags }, where, remark);
    transforms[name] = { source, ops, exposeAs, ...(concatenate !== undefined && { concatenate }) };
  }
  return { transforms, ...lag };
}

function filtersOf(given: JsonObject, where: string, remark: Remark): JsonObject {
  const made: JsonObject = {};
  for (const [name, spec] of Object.entries(given)) {
    const ops = isObject(spec) && Array.isArray(spec.ops) ? spec.ops : [];
    for (const op of ops.filter(isObject)) {
      const [[filter, options] = ['', null]] = Object.entries(op);
      const place = `${where}datafilters.${name}.${filter}`;
      const numberOf = (key: string, otherwise: number): number => {
        if (typeof options === 'number') return options;
        const named = isObject(options) ? options : {};
        unknownKeys(named, [key], `${place}.`, remark);
        const nearest = Object.keys(named).find((one) => one === key || nearestName(one, [key]) === key);
        const value = nearest === undefined ? otherwise : named[nearest];
        return typeof value === 'number' ? value : otherwise;
      };
      if (filter === 'valid_nlags') made.validLags = numberOf('n_lags', 1);
      else if (filter === 'missing_pct') made.missingThreshold = numberOf('threshold', 45);
      else throw unknownName(place, filter, ['valid_nlags', 'missing_pct']);
    }
  }
  return made;
}

function unknownKeys(given: JsonObject, known: readonly string[], where: string, remark: Remark): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    remark(`\`${where}${key}\` is not understood${nearest ? `; is \`${nearest}\` meant?` : '.'}`);
  }
}

function unknownName(place: string, name: string, known: readonly string[]): AnnealError {
  const nearest = nearestName(name, known);
  return new AnnealError('config-invalid', `There is no data filter \`${name}\`.`, {
    place,
    received: name,
    remedy: nearest ? `Did you mean ${nearest}?` : `Choose from: ${known.join(', ')}.`,
  });
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
