/** Neural recordings at work: training, the analysis, and predictions as files. */
import { analysisOf, type TaskEngine } from '../engine';
import { analyseNeurons } from './analysis/analyse';
import { neuronPredictions } from './predictions/writers';
import { type NeuronsWorkload, outlineNeurons, prepareNeurons } from './workload';

export const neurons: TaskEngine<NeuronsWorkload> = {
  outline: outlineNeurons,
  prepare: prepareNeurons,
  questions: { analysis: analysisOf(analyseNeurons) },
  predictions: neuronPredictions,
};
