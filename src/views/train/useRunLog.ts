/** The log of a run, of earlier sessions and this one. */
import { useEffect, useMemo, useState } from 'react';
import type { LogLine } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { loadHistory } from '../../store/runSeries';
import { joinLog } from './joinLog';

const nothing: LogLine[] = [];

export function useRunLog(runId: string): LogLine[] {
  const live = useStudio((state) => state.live[runId]?.log ?? nothing);
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
