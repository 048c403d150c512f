/** The title of the tab: how far the training is, so that a hidden tab tells it too, else the place. */
import { useEffect } from 'react';
import { useStudio } from '../../store/react/useStudio';
import { percent } from '../../ui/format/quantities';

export function useTitle(place: string | null): void {
  const progress = useStudio(({ activeRunId, live }) => {
    const run = activeRunId === null ? undefined : live[activeRunId];
    return run?.status === 'training' ? percent(run.progress) : null;
  });
  const title = [progress, place, 'Anneal'].filter((part) => part !== null).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
