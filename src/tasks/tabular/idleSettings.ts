/** Settings that mean something for quantities alone, for classes alone, or for one head or loss. */
import { valueAt } from '../../config/jsonPath';
import type { DescribedDataset } from '../../protocol/datasets';
import type { JsonObject } from '../../protocol/json';
import { suggestedRoles } from './roles';
import { looksLikeClasses } from './suggestedPreset';

const ofClasses = ['loss.labelSmoothing', 'loss.classWeights'];
const ofQuantities = [
  'loss.name',
  'loss.huberDelta',
  'loss.smoothL1Beta',
  'dataset.targetScaling',
  'dataset.metricUnits',
  'model.head',
];

export function idleTableSettings(config: JsonObject, dataset: DescribedDataset): string[] {
  if (predictsClasses(config, dataset)) return ofQuantities;
  const isPlain = valueAt(config, 'model.head') === 'plain';
  const loss = valueAt(config, 'loss.name');
  return [
    ...ofClasses,
    ...(isPlain && loss === 'huber' ? [] : ['loss.huberDelta']),
    ...(isPlain && loss === 'smoothL1' ? [] : ['loss.smoothL1Beta']),
  ];
}

/** As the task will find out from the values, guessed from the sheet. */
function predictsClasses(config: JsonObject, dataset: DescribedDataset): boolean {
  const kind = valueAt(config, 'dataset.targetKind');
  if (kind === 'regression' || kind === 'classification') return kind === 'classification';
  const chosen = valueAt(config, 'dataset.targets');
  const targets = Array.isArray(chosen) && chosen.length > 0 ? chosen : suggestedRoles(dataset).targets;
  const sheet = dataset.arrays.find(({ name }) => name === targets[0]);
  return targets.length === 1 && sheet !== undefined && looksLikeClasses(sheet);
}
