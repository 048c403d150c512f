/** Asks about a dataset of molecules. */
import {
  type Answer as AnswerTo,
  type Asked,
  useAnswer as useTaskAnswer,
} from '../../../store/react/useAnswer';
import type { SheetQuestions } from '../preview/questions';

type Name = keyof SheetQuestions;
export type Answer<Asking extends Name> = AnswerTo<SheetQuestions, Asking>;

/** @param asked null asks nothing. It is asked anew when its text changes. */
export const useAnswer = <Asking extends Name>(asked: Asked<SheetQuestions, Asking> | null) =>
  useTaskAnswer<SheetQuestions, Asking>('molecules', asked);
