/** A question to a task's engine that is asked when somebody wants it, with progress and a cancel. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExampleProgress } from '../../protocol/commands';
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import type { TaskKind } from '../../tasks/catalogue';
import { ask, type Questions } from '../asking';
import type { Asked } from './useAnswer';

export type MeasuredState<Answer> =
  | { kind: 'idle' }
  | { kind: 'working'; progress: ExampleProgress | null }
  | { kind: 'failed'; error: ErrorJson }
  | { kind: 'done'; answer: Answer };

export interface Measuring<Answer> {
  measured: MeasuredState<Answer>;
  start: () => void;
  /** Back to where nothing was asked. */
  cancel: () => void;
}

/** @param atOnce whether it is asked without being told to. It is forgotten when what would be asked changes. */
export function useMeasured<All extends Questions, Name extends keyof All & string>(
  task: TaskKind,
  { question, argument, about }: Omit<Asked<All, Name>, 'pause'>,
  atOnce = false,
): Measuring<All[Name]['answer']> {
  const [measured, setMeasured] = useState<MeasuredState<All[Name]['answer']>>({ kind: 'idle' });
  const waiting = useRef<AbortController | null>(null);
  const text = JSON.stringify([question, argument, about]);
  const cancel = useCallback(() => {
    waiting.current?.abort();
    setMeasured({ kind: 'idle' });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for what is asked.
  const start = useCallback(() => {
    waiting.current?.abort();
    const asked = new AbortController();
    const { signal } = asked;
    waiting.current = asked;
    setMeasured({ kind: 'working', progress: null });
    const onProgress = (progress: ExampleProgress) => {
      if (!signal.aborted) setMeasured({ kind: 'working', progress });
    };
    ask<All, Name>(task, question, argument, about, { signal, onProgress }).then(
      (answer) => signal.aborted || setMeasured({ kind: 'done', answer }),
      (thrown) => signal.aborted || setMeasured({ kind: 'failed', error: AnnealError.from(thrown).toJSON() }),
    );
  }, [task, text]);
  useEffect(() => {
    if (atOnce) start();
    else setMeasured({ kind: 'idle' });
    // Whoever leaves waits no more.
    return () => waiting.current?.abort();
  }, [start, atOnce]);
  return { measured, start, cancel };
}
