/** The sessions of a dataset in numbers, one after the other, so that the first are there while the last are read. */
import { useEffect, useMemo, useState } from 'react';
import type { RunConfig } from '../../../../protocol/config';
import { AnnealError, type ErrorJson } from '../../../../protocol/errors';
import type { JsonObject } from '../../../../protocol/json';
import { ask } from '../../../../store/asking';
import { useStudio } from '../../../../store/react/useStudio';
import { defaultConfig, parseConfig } from '../../../runConfig';
import type { SessionSummary, SheetQuestions } from '../../preview/questions';
import { isSound, type ListedSession } from './sessions';

export type Summaries = ReadonlyMap<string, { summary: SessionSummary } | { error: ErrorJson }>;

/** By the names of the sessions; those that are not read yet are missing. */
export function useSummaries(fingerprint: string, sessions: readonly ListedSession[]): Summaries {
  const draft = useStudio((state) => state.drafts[fingerprint]?.config);
  const config = useMemo(() => configOf(draft), [draft]);
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

/** Of the draft, where it is one of this task without a problem; else the default. */
function configOf(draft: JsonObject | undefined): RunConfig {
  if (draft?.task === 'neurons') {
    try {
      return parseConfig(draft).config;
    } catch {
      // Configure says what is wrong with it.
    }
  }
  return defaultConfig('neurons');
}
