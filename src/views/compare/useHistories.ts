/** The epochs of several runs: read once, and again whenever one of them trains on. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { EpochRow } from '../../protocol/events';
import type { RunRecord } from '../../protocol/records';
import { notifyFailure } from '../../store/notices';
import { loadHistory, seriesOf } from '../../store/runSeries';

export interface Histories {
  epochsOf: (run: Pick<RunRecord, 'id'>) => readonly EpochRow[];
  /** Changes with them: a dependency for what is computed from them. */
  version: string;
  /** How many are not read yet. */
  left: number;
}

/** Histories that are read at once, so that a thousand runs do not ask for a thousand. */
const AT_ONCE = 8;

export function useHistories(runs: readonly RunRecord[]): Histories {
  const ids = runs.map(({ id }) => id).join(' ');
  const [read, setRead] = useState<{ ids: string; count: number }>({ ids, count: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids stand for the runs, whose records change while they train.
  useEffect(() => {
    let gone = false;
    const waiting = [...runs];
    let count = 0;
    async function readOn(): Promise<void> {
      for (let run = waiting.shift(); run && !gone; run = waiting.shift()) {
        const { id, name } = run;
        await loadHistory(id).catch((thrown) =>
          notifyFailure(`Could not read the history of ${name}`, thrown),
        );
        count++;
        if (!gone) setRead({ ids, count });
      }
    }
    for (let i = 0; i < AT_ONCE; i++) void readOn();
    return () => {
      gone = true;
    };
  }, [ids]);
  const versions = () => runs.map(({ id }) => seriesOf(id).version()).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids stand for the runs.
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = runs.map(({ id }) => seriesOf(id).subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [ids],
  );
  const version = useSyncExternalStore(subscribe, versions, versions);
  const epochsOf = useCallback(({ id }: Pick<RunRecord, 'id'>) => seriesOf(id).epochs(), []);
  return { epochsOf, version: `${ids} ${version}`, left: runs.length - (read.ids === ids ? read.count : 0) };
}
