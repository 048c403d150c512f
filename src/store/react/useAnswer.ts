/** Asks a task's engine from its page; the last answer stays until the next is there, so that nothing flickers. */
import { useCallback, useEffect, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import type { TaskKind } from '../../tasks/catalogue';
import { type About, ask, type Questions } from '../asking';

export interface Asked<All extends Questions, Name extends keyof All & string> {
  question: Name;
  argument: All[Name]['argument'];
  about: About;
  /** Milliseconds without a change before it is asked. */
  pause?: number;
}

export interface Answer<All extends Questions, Name extends keyof All & string> {
  answer: All[Name]['answer'] | null;
  /** What the answer is to; it may not be what is asked now. */
  to: All[Name]['argument'] | null;
  error: ErrorJson | null;
  tryAgain: () => void;
}

/** @param asked null asks nothing. It is asked anew when its text changes. */
export function useAnswer<All extends Questions, Name extends keyof All & string>(
  task: TaskKind,
  asked: Asked<All, Name> | null,
): Answer<All, Name> {
  const [found, setFound] = useState<Omit<Answer<All, Name>, 'tryAgain'>>({
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
        const answer = await ask<All, Name>(task, question, argument, about, { signal });
        if (!signal.aborted) setFound({ answer, to: argument, error: null });
      } catch (thrown) {
        if (!signal.aborted) setFound({ answer: null, to: null, error: AnnealError.from(thrown).toJSON() });
      }
    }, pause);
    return () => {
      clearTimeout(timer);
      waiting.abort();
    };
  }, [task, text, attempt]);
  const tryAgain = useCallback(() => setAttempt((before) => before + 1), []);
  return { ...found, tryAgain };
}
