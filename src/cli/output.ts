/** The two streams: results on standard output, as text or as JSON lines; messages to people on standard error. */

/** A message; never mixed with results. */
export function say(message: string): void {
  endProgress();
  process.stderr.write(`anneal: ${message}\n`);
}

/** One JSON object a line; numbers that are not finite become null. */
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
