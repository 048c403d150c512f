/** Asks the training worker what the draft would train, a moment after the last change; the last answer wins. */
import { useEffect, useState } from 'react';
import type { Description } from '../../protocol/commands';
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import { describeDraft } from '../../store/describing';
import type { Draft } from '../../store/draft';

/** Milliseconds without a change before the worker is asked. */
const pause = 350;

/** @param waits whether the data cannot be read until the reader allows it; asked anew once that is over. */
export function useDescription(
  draft: Draft,
  waits: boolean,
): { description: Description | null; error: ErrorJson | null } {
  const [description, setDescription] = useState<Description | null>(null);
  const [error, setError] = useState<ErrorJson | null>(null);
  const right = draft.problems.length === 0;
  const asked = right ? JSON.stringify(draft.config) : null;
  const { fingerprint } = draft;
  useEffect(() => {
    if (asked === null || waits) return;
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await describeDraft(fingerprint);
        if (!current) return;
        setDescription(answer);
        setError(null);
      } catch (thrown) {
        if (!current) return;
        setDescription(null);
        setError(AnnealError.from(thrown).toJSON());
      }
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked, fingerprint, waits]);
  return { description, error };
}
