/** Neural recordings at work: training, what the page asks of them, and predictions as files. */
import type { TaskEngine } from '../engine';
import { neuronAnswers } from './answers';
import { neuronPredictions } from './predictions/writers';
import { sheetQuestions } from './preview/sheetQuestions';
import { type NeuronsWorkload, outlineNeurons, prepareNeurons } from './workload';

export const neurons: TaskEngine<NeuronsWorkload> = {
  outline: outlineNeurons,
  prepare: prepareNeurons,
  questions: { ...sheetQuestions, ...neuronAnswers },
  predictions: neuronPredictions,
};
