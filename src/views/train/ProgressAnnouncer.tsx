/** Tells screen readers how a run goes: its state at once, its epochs at most every fifteen seconds. */
import { useEffect, useRef, useState } from 'react';
import type { RunStatus } from '../../protocol/records';

const interval = 15_000;

export function ProgressAnnouncer({ status, progress }: { status: RunStatus; progress: string }) {
  const [said, setSaid] = useState(progress);
  const lastTime = useRef(0);
  const lastStatus = useRef(status);
  useEffect(() => {
    // A state is never told with the epoch of another.
    if (lastStatus.current !== status) lastTime.current = 0;
    lastStatus.current = status;
    const wait = Math.max(0, lastTime.current + interval - Date.now());
    const timer = setTimeout(() => {
      lastTime.current = Date.now();
      setSaid(progress);
    }, wait);
    return () => clearTimeout(timer);
  }, [status, progress]);
  return (
    <p className="only-read" aria-live="polite">
      {status}. {said}
    </p>
  );
}
