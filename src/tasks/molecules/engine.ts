/** Molecules at work: training, what the page asks of them, the analysis, and predictions as files. */
import type { TaskEngine } from '../engine';
import { analysisQuestion, moleculePredictions, predictedQuestion, scoresQuestion } from './answers';
import { sheetQuestions } from './preview/sheetQuestions';
import { statisticsQuestion } from './statisticsQuestion';
import { type MoleculesWorkload, outlineMolecules, prepareMolecules } from './workload';

export const molecules: TaskEngine<MoleculesWorkload> = {
  outline: outlineMolecules,
  prepare: prepareMolecules,
  questions: {
    ...sheetQuestions,
    analysis: analysisQuestion,
    predicted: predictedQuestion,
    scores: scoresQuestion,
    statistics: statisticsQuestion,
  },
  predictions: moleculePredictions,
};
