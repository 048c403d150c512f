import { describeCapsule } from '../../runs/capsule/capsuleSuite.fixture';
import { blobs } from './blobs.fixture';

describeCapsule('the capsule of a segmentation whose loss weights move', {
  arrays: blobs(10),
  others: blobs(11),
  metric: 'dice',
  part: 'test',
  config: {
    task: 'segmentation',
    dataset: { cropSize: 16, cropsPerImage: 4, testFraction: 0.2 },
    model: { levels: 1, baseWidth: 4 },
    loss: { scheduler: { name: 'adaptive', raiseAbove: 0.1 } },
    training: { batchSize: 4, epochs: 3, emaDecay: 0.9, learningRate: 0.01 },
  },
});
