/** What a configuration would train on a dataset: sizes, rows, memory. Needs no backend. */

import { layOut } from '../engine/step/layout';
import { givenWeights } from '../engine/training/beginning';
import { createMonitor, metricInfosOf } from '../engine/training/monitor';
import { predictMemory } from '../engine/training/predictMemory';
import { epochPlanOf } from '../engine/training/session';
import { checkTimeBudget } from '../engine/training/timeBudget';
import { sizeOf } from '../formats/arrays';
import type { Description } from '../protocol/commands';
import type { RunConfig } from '../protocol/config';
import { openDataset } from '../storage/datasets';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import { storedWeights } from './storedWeights';

/** @throws what the task finds wrong with the configuration or the data, as training it would. */
export async function describeRun(config: RunConfig, fingerprint: string): Promise<Description> {
  const { data } = await openDataset(fingerprint);
  const outline = await engines[taskKind(config.task)].outline(config, data);
  const metrics = metricInfosOf(outline, config.training);
  createMonitor(config.checkpoint, { ...outline, metricInfos: metrics });
  layOut(outline.parameters, config.training);
  checkTimeBudget(config.training);
  const { pretrained } = config.training;
  const given = givenWeights(outline.parameters, pretrained, await storedWeights(config));
  const parameters = outline.parameters
    .filter(({ running }) => !running)
    .map(({ name, shape }) => ({ name, shape, size: sizeOf(shape) }));
  const { train, validation, test } = outline.splits;
  return {
    parameters,
    parameterCount: parameters.reduce((sum, { size }) => sum + size, 0),
    rows: { train: train.length, validation: validation.length, test: test.length },
    metrics,
    stepsPerEpoch: epochPlanOf(outline, config.training, 0).steps,
    predictedBytes: predictMemory(outline, data.arrays.values(), config.training),
    facts: outline.facts ?? [],
    remarks: [...(given ? [given.report] : []), ...outline.remarks],
  };
}
