/** The contract of a command: how it is called, what it prints, how it ends. */
import type { AnnealError, ErrorCode } from '../protocol/errors';
import { printable } from '../protocol/printable';

export interface Command {
  /** What `--help` prints: the call on the first line, its options below. */
  usage: string;
  /** @param args what follows the command's name. @returns the exit code. @throws AnnealError */
  run(args: string[]): Promise<number>;
}

/** A message to people, on standard error; never mixed with results. */
export function say(message: string): void {
  endProgress();
  process.stderr.write(`anneal: ${printable(message)}\n`);
}

/** A result, on standard output: one JSON object a line; numbers that are not finite become null. */
export function writeJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

let progressShown = false;

/** A line that is overwritten by the next; only where somebody watches. */
export function showProgress(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  progressShown = true;
}

/** Clears the progress line before something lasting is written. */
export function endProgress(): void {
  if (!progressShown) return;
  process.stderr.write('\r\x1b[2K');
  progressShown = false;
}

/** The exit code after Ctrl-C. */
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
  const line = `anneal: ${sentence}${details.remedy ? ` ${details.remedy}` : ''}`;
  return printable(line.replace(/\s*\n\s*/g, ' '));
}
