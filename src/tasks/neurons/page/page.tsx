/** What recordings of neurons show in the page. */
import type { TaskPage } from '../../page';
import { readExamples } from '../examplesSchema';
import { neuronFigures } from './analysis/figures';
import { NeuronsResult } from './analysis/NeuronsResult';
import { PredictionChoices } from './analysis/PredictionChoices';
import { GraphAside } from './asides/GraphAside';
import { NeuronPanels } from './live/NeuronPanels';
import { NeuronSheet } from './sheet/NeuronSheet';

export const neurons: TaskPage = {
  DatasetSheet: NeuronSheet,
  TrainingPanels: NeuronPanels,
  readExamples,
  Analysis: NeuronsResult,
  figures: neuronFigures,
  comparedMetrics: ['loss', 'bps'],
  PredictionOptions: PredictionChoices,
  asides: { model: GraphAside },
};
