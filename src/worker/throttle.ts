/** Throttles progress messages: there is more progress than an eye can follow. */

/** Milliseconds between two messages: as often as an eye can follow. */
const INTERVAL = 50;

/** Passes on the first report, then one each interval, and always the one that completes its phase. */
export function throttle<Progress extends { done: number; total: number }>(
  report: (progress: Progress) => void,
): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - last < INTERVAL && progress.done < progress.total) return;
    last = now;
    report(progress);
  };
}
