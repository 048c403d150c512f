/** Asks about a dataset of molecules; the last answer stays until the next is there, so that nothing flickers. */
import { useCallback, useEffect, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import { type About, ask } from '../../../store/asking';
import type { SheetQuestions } from '../preview/questions';

type Name = keyof SheetQuestions;

export interface Asked<Asking extends Name> {
  question: Asking;
  argument: SheetQuestions[Asking]['argument'];
  about: About;
  /** Milliseconds without a change before it is asked. */
  pause?: number;
}

export interface Answer<Asking extends Name> {
  answer: SheetQuestions[Asking]['answer'] | null;
  /** What the answer is to; it may not be what is asked now. */
  to: SheetQuestions[Asking]['argument'] | null;
  error: ErrorJson | null;
  tryAgain: () => void;
}

/** @param asked null asks nothing. It is asked anew when its text changes. */
export function useAnswer<Asking extends Name>(asked: Asked<Asking> | null): Answer<Asking> {
  const [found, setFound] = useState<Omit<Answer<Asking>, 'tryAgain'>>({
    answer: null,
    to: null,
    error: null,
  });
  const [attempt, setAttempt] = useState(0);
  const text = asked && JSON.stringify(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for what is asked, and another attempt asks it again.
  useEffect(() => {
    if (!asked) return;
    const { question, argument, about, pause = 0 } = asked;
    const waiting = new AbortController();
    const { signal } = waiting;
    const timer = setTimeout(async () => {
      try {
        const answer = await ask<SheetQuestions, Asking>('molecules', question, argument, about, { signal });
        if (!signal.aborted) setFound({ answer, to: argument, error: null });
      } catch (thrown) {
        if (!signal.aborted) setFound({ answer: null, to: null, error: AnnealError.from(thrown).toJSON() });
      }
    }, pause);
    return () => {
      clearTimeout(timer);
      waiting.abort();
    };
  }, [text, attempt]);
  const tryAgain = useCallback(() => setAttempt((before) => before + 1), []);
  return { ...found, tryAgain };
}
