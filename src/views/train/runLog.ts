/** The log of a run, of earlier sessions and this one. */
import { useEffect, useMemo, useState } from 'react';
import { type LogLine, logLimit } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { loadHistory } from '../../store/runSeries';

const nothing: LogLine[] = [];

export function useRunLog(runId: string): LogLine[] {
  const live = useStudio(({ followed, live }) => (followed[runId]?.live ?? live[runId])?.log ?? nothing);
  const [stored, setStored] = useState<string[]>([]);
  useEffect(() => {
    let shown = true;
    // A failure to read is told by `useRunSeries`, which waits for the same promise.
    loadHistory(runId).then(
      (log) => shown && setStored(log),
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, [runId]);
  return useMemo(() => joinLog(stored, live), [stored, live]);
}

/** Lines begin with their time, `2026-01-31 12:00:00,123`, which sorts as text. */
const timeLength = '2026-01-31 12:00:00'.length;
const messageOf = (text: string) => text.slice('2026-01-31 12:00:00,123'.length);

/**
 * The log of earlier sessions, as stored, followed by what this session has heard. The worker stores lines of
 * the running session too, stamped when they were written and not when they were heard, a second later on a busy machine;
 * stored lines therefore end where this session begins, by the time or by the same words.
 */
export function joinLog(stored: readonly string[], live: readonly LogLine[]): LogLine[] {
  const begin = live[0]?.text.slice(0, timeLength);
  const before = begin === undefined ? stored : stored.filter((text) => text.slice(0, timeLength) < begin);
  const earlier = before.slice(0, before.length - heardAgain(before, live));
  const lines = earlier.slice(-logLimit).map((text, index) => ({ index: index - earlier.length, text }));
  return [...lines, ...live].slice(-logLimit);
}

/** How many of the last stored lines are the first that were heard. */
function heardAgain(stored: readonly string[], live: readonly LogLine[]): number {
  for (let count = Math.min(stored.length, live.length); count > 0; count--) {
    const tail = stored.slice(-count);
    if (tail.every((text, i) => messageOf(text) === messageOf(live[i]!.text))) return count;
  }
  return 0;
}
