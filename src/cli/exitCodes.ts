/** How a command ends: the exit code of an error, and the one line that tells people about it. */
import type { AnnealError, ErrorCode } from '../protocol/errors';

export const INTERRUPTED = 130;

/** Not the fault of what was given: the machine, the training itself, or Anneal. */
const failures: readonly ErrorCode[] = [
  'device-lost',
  'out-of-memory',
  'non-finite',
  'storage-failed',
  'busy',
  'cancelled',
  'worker-crashed',
  'internal',
];

/** 2 for bad input, 1 for a failure while working. */
export function exitCodeOf(error: AnnealError): 1 | 2 {
  return failures.includes(error.code) ? 1 : 2;
}

/** The message, where it happened unless the message says so, and what to do; on one line. */
export function errorLine({ message, details }: AnnealError): string {
  const place = details.place && !message.includes(details.place) ? ` (${details.place})` : '';
  const sentence = `${message.replace(/\.$/, '')}${place}.`;
  return `anneal: ${sentence}${details.remedy ? ` ${details.remedy}` : ''}`.replace(/\s*\n\s*/g, ' ');
}
