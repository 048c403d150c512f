import { describeCapsule } from '../../runs/capsule/capsuleSuite.fixture';
import { arraysOf, madeUp } from './batches.fixture';

const molecules = (count: number) =>
  arraysOf(Array.from({ length: count }, (_, i) => madeUp(i + 1, 1 + (i % 9), 5 + (i % 13))));

describeCapsule('the capsule of a model of molecules', {
  arrays: molecules(34),
  others: molecules(33),
  metric: 'loss',
  part: 'test',
  config: {
    task: 'molecules',
    model: { features: 8, numBasisFunctions: 6, nDcm: 2 },
    loss: { dipoleWeight: 0.1, weighting: 'magnitude' },
    dataset: { testFraction: 0.2 },
    training: { epochs: 3, batchSize: 4, emaDecay: 0.9, learningRate: 0.01 },
  },
});
