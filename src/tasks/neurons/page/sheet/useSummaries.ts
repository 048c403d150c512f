/** The sessions of a dataset in numbers, one after the other, so that the first are there while the last are read. */
import { useEffect, useMemo, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../../protocol/errors';
import { ask } from '../../../../store/asking';
import { useStudio } from '../../../../store/react/useStudio';
import { neuronsConfigSchema } from '../../config';
import type { SessionSummary, SheetQuestions } from '../../preview/questions';
import { isSound, type ListedSession } from './sessions';

export type Summaries = ReadonlyMap<string, { summary: SessionSummary } | { error: ErrorJson }>;

/** By the names of the sessions; those that are not read yet are missing. */
export function useSummaries(fingerprint: string, sessions: readonly ListedSession[]): Summaries {
  const draft = useStudio((state) => state.drafts[fingerprint]?.config);
  const config = useMemo(
    () => neuronsConfigSchema.safeParse(draft).data ?? neuronsConfigSchema.parse({}),
    [draft],
  );
  const [summaries, setSummaries] = useState<Summaries>(new Map());
  useEffect(() => {
    const waiting = new AbortController();
    const { signal } = waiting;
    const askAll = async () => {
      for (const { name } of sessions.filter(isSound)) {
        const found = await ask<SheetQuestions, 'summary'>(
          'neurons',
          'summary',
          { session: name },
          { fingerprint, config },
          { signal },
        ).then(
          (summary) => ({ summary }),
          (thrown: unknown) => ({ error: AnnealError.from(thrown).toJSON() }),
        );
        if (signal.aborted) return;
        setSummaries((known) => new Map(known).set(name, found));
      }
    };
    void askAll();
    return () => waiting.abort();
  }, [fingerprint, sessions, config]);
  return summaries;
}
