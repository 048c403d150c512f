/** Examples of the last validation: of this tab, else as they were stored. */
import { useEffect, useState } from 'react';
import type { RunRecord, StoredExamples } from '../../protocol/records';
import type { LiveRun } from '../../store/liveRun';
import { loadExamples } from '../../store/storedExamples';
import { pages } from '../../tasks/pages';
import { taskKind } from '../../tasks/runConfig';

export function useExamples({ id, config }: RunRecord, live: LiveRun | null): StoredExamples | null {
  const { readExamples } = pages[taskKind(config.task)];
  const [stored, setStored] = useState<StoredExamples | null>(null);
  useEffect(() => {
    if (!readExamples) return;
    let isShown = true;
    void loadExamples(id).then((found) => {
      const value = found && readExamples(found.value);
      if (isShown && found && value !== null) setStored({ epoch: found.epoch, value });
    });
    return () => {
      isShown = false;
    };
  }, [id, readExamples]);
  return live?.examples ?? stored;
}
