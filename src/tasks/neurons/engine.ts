/** Neural recordings at work: training, what the page asks of them, the analysis, and predictions as files. */
import { analysisOf, type TaskEngine } from '../engine';
import { analyseNeurons } from './analysis/analyse';
import { neuronPredictions } from './predictions/writers';
import { sheetQuestions } from './preview/sheetQuestions';
import { type NeuronsWorkload, outlineNeurons, prepareNeurons } from './workload';

export const neurons: TaskEngine<NeuronsWorkload> = {
  outline: outlineNeurons,
  prepare: prepareNeurons,
  questions: { ...sheetQuestions, analysis: analysisOf(analyseNeurons) },
  predictions: neuronPredictions,
};
