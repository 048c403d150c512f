/** Test helpers: the command line as a process of its own, as scripts use it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./anneal.ts', import.meta.url));

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Standard output as JSON lines. */
  events: { type: string; [key: string]: unknown }[];
}

/**
 * Runs `anneal` with these words and resolves when it has ended.
 * @param onLine hears every line of standard output and may signal the process.
 */
export function anneal(
  args: string[],
  onLine?: (line: string, child: ChildProcess) => void,
): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let pending = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const lines = (pending + text).split('\n');
    pending = lines.pop()!;
    for (const line of lines) onLine?.(line, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code,
        signal,
        stdout,
        stderr,
        get events() {
          // A killed process may leave half a line.
          const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
          return whole
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line));
        },
      });
    });
  });
}
