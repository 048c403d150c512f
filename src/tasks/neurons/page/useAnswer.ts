/** Asks about a dataset of recordings. */
import { type Answer, type Asked, useAnswer as useTaskAnswer } from '../../../store/react/useAnswer';
import type { SheetQuestions } from '../preview/questions';

/** @param asked null asks nothing. It is asked anew when its text changes. */
export const useAnswer = <Asking extends keyof SheetQuestions>(
  asked: Asked<SheetQuestions, Asking> | null,
): Answer<SheetQuestions, Asking> => useTaskAnswer<SheetQuestions, Asking>('neurons', asked);
