/** Says what the page waits for when its stored data do not come: a tab that is frozen may hold them. */
import { useEffect, useState } from 'react';
import { useStudio } from '../../store/react/useStudio';
import { Notice } from '../../ui/controls/Notice';

/** A start takes less than that on a slow machine. */
const patienceMilliseconds = 4000;

export function BootWait() {
  const booted = useStudio((state) => state.booted);
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), patienceMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  if (booted || !isLong) return null;
  return (
    <Notice
      tone="info"
      title="Waiting for the data that are stored in this browser"
      action={{ label: 'Reload', run: () => location.reload() }}
    >
      <p>
        Another tab of Anneal that is frozen or just closing holds them. Nothing is lost: bring that tab to
        the front or close it, and this page goes on by itself.
      </p>
    </Notice>
  );
}
