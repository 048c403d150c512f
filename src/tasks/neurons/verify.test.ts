import { describeCapsule } from '../../runs/capsule/capsuleSuite.fixture';
import { smallNeurons, testSessions } from './sessions.fixture';

const sessions = (bins: number) =>
  testSessions([
    { name: 'mouse1_a', bins, units: 5 },
    { name: 'mouse2,<b>', bins: 120, units: 4 },
  ]);

describeCapsule('the capsule of a model of neurons, one of whose sessions has an odd name', {
  arrays: sessions(160),
  others: sessions(150),
  metric: 'loss',
  part: 'validation',
  config: {
    ...smallNeurons,
    training: { ...smallNeurons.training, epochs: 3 },
  },
});
