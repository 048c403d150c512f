/** The log of earlier sessions, as stored, followed by what this session has heard. Pure. */
import { type LogLine, logLimit } from '../../store/liveRun';

/** Lines begin with their time, `2026-01-31 12:00:00,123`, which sorts as text. */
const timeLength = '2026-01-31 12:00:00'.length;

/**
 * The worker stores lines of the running session too, stamped a few milliseconds from ours; stored lines therefore
 * end where this session begins.
 */
export function joinLog(stored: readonly string[], live: readonly LogLine[]): LogLine[] {
  const begin = live[0]?.text.slice(0, timeLength);
  const earlier = begin === undefined ? stored : stored.filter((text) => text.slice(0, timeLength) < begin);
  const lines = earlier.slice(-logLimit).map((text, index) => ({ index: index - earlier.length, text }));
  return [...lines, ...live].slice(-logLimit);
}
