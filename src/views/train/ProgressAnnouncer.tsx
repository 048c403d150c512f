/** Tells screen readers how a run goes: its state at once, its epochs at most every fifteen seconds. */
import { useEffect, useRef, useState } from 'react';
import type { RunStatus } from '../../protocol/records';

const interval = 15_000;

export function ProgressAnnouncer({ status, progress }: { status: RunStatus; progress: string }) {
  const [said, setSaid] = useState(progress);
  const lastTime = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, lastTime.current + interval - Date.now());
    const timer = setTimeout(() => {
      lastTime.current = Date.now();
      setSaid(progress);
    }, wait);
    return () => clearTimeout(timer);
  }, [progress]);
  return (
    <p className="only-read" aria-live="polite">
      {status}. {said}
    </p>
  );
}
