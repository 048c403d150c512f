/** Which settings recordings ask for by their shapes alone, and what is odd about them before anything is read. Pure. */
import type { ArrayHeader, DatasetWarning } from '../../../protocol/datasets';
import type { JsonObject } from '../../../protocol/json';
import { sessionGroups, sessionShape } from './sessionArrays';

type Given = Iterable<Pick<ArrayHeader, 'name' | 'shape'>>;
type Group = ReturnType<typeof sessionGroups>[number];

/** Partial configuration, empty where the defaults do. */
export function suggestedSettings(arrays: Given): JsonObject {
  const groups = sessionGroups(arrays);
  const dataset = behaviorSettings(groups);
  const model = modelSettings(groups, dataset);
  return {
    ...(Object.keys(dataset).length > 0 && { dataset }),
    ...(Object.keys(model).length > 0 && { model }),
  };
}

/** Behaviour of the eye where no session has any other and all have that. */
function behaviorSettings(groups: readonly Pick<Group, 'arrays'>[]): JsonObject {
  const hasNone = groups.every(({ arrays }) => !arrays.behavior);
  return hasNone && groups.every(({ arrays }) => arrays.eye) ? { behavior: 'eye' } : {};
}

function modelSettings(
  groups: readonly Pick<Group, 'name' | 'arrays'>[],
  { behavior }: JsonObject,
): JsonObject {
  const behaving = groups.filter(({ arrays }) => arrays.behavior).length;
  const settings: JsonObject = {};
  if (behavior !== 'eye' && behaving < groups.length) settings.modulator = { name: 'none' };
  if (groups.every(({ arrays }) => !arrays.stim)) {
    return {
      ...settings,
      adapter: { name: 'none' },
      frontend: { name: 'none' },
      convnet: { kind: 'none', blocks: [] },
      readout: { name: 'linear' },
    };
  }
  const sizes = groups.flatMap(({ name, arrays }) => {
    const { frame } = shapeOf(name, arrays);
    return frame ? [`${frame.height} × ${frame.width}`] : [];
  });
  if (new Set(sizes).size > 1) settings.adapter = { name: 'affine' };
  return settings;
}

/** Without frames where shapes do not go together, which training will say. */
function shapeOf(name: string, arrays: Group['arrays']) {
  try {
    return sessionShape(name, arrays);
  } catch {
    return { frame: null };
  }
}

/** Counts that lie the other way. */
export function sessionWarnings(arrays: Given): DatasetWarning[] {
  return sessionGroups(arrays).flatMap(({ arrays: { robs, stim, behavior } }) => {
    const [first, second] = robs.shape;
    const bins = (stim ?? behavior)?.shape[0];
    if (robs.shape.length !== 2 || bins === undefined || bins === first || bins !== second) return [];
    return [
      {
        code: 'transposed',
        message: `${robs.name} looks transposed: it has shape [${robs.shape.join(', ')}], and ${bins} time bins are needed first`,
      },
    ];
  });
}
