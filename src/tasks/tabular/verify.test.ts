import { syntheticTable } from '../../engine/testRuns';
import { describeCapsule } from '../../runs/capsule/capsuleSuite.fixture';

describeCapsule('the capsule of a regression', {
  arrays: syntheticTable(200),
  others: syntheticTable(201),
  metric: 'r2',
  part: 'test',
  config: {
    task: 'tabular',
    model: { hiddenSize: 16, numLayers: 1 },
    training: { epochs: 6, batchSize: 16, learningRate: 0.01, emaDecay: 0.9 },
  },
});
