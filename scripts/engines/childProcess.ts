/** A program that is started for a check and ended with it, by its id; and its profile, a folder of its own. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Child {
  /** Waits for a line of its output or of standard error that the pattern matches. @returns the first group. */
  says(pattern: RegExp): Promise<string>;
  /** Asks it to end, and after five seconds ends it. */
  end(): Promise<void>;
}

/** What is still to be done when this process ends before its time, so that no browser is left behind. */
const unfinished = new Set<() => void>();
let watching = false;

function finishLater(finish: () => void): void {
  unfinished.add(finish);
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const act of [...unfinished].reverse()) act();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}

/** @param limitSeconds how long `says` waits: a busy machine takes half a minute for a browser. */
export function startChild(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
  limitSeconds = 90,
): Child {
  const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'], env };
  const child = spawn(command, args, options);
  const kill = () => void child.kill('SIGKILL');
  finishLater(kill);
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      unfinished.delete(kill);
      for (const watcher of watchers) watcher();
      resolve();
    };
    child.on('exit', end);
    child.on('error', end);
  });
  const read = (stream: Readable | null) => {
    if (!stream) return;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const watcher of watchers) watcher();
    });
  };
  read(child.stdout);
  read(child.stderr);
  return {
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(limit);
          watchers.delete(watch);
          act();
        };
        const fail = (why: string) =>
          settle(() => reject(new Error(`${command} ${why}. It said: ${lines.slice(-5).join(' | ')}`)));
        const watch = () => {
          const found = lines.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
          if (found !== undefined) settle(() => resolve(found));
          else if (over) fail('ended before it could be asked anything');
        };
        const limit = setTimeout(() => fail(`was not ready within ${limitSeconds} s`), limitSeconds * 1000);
        watchers.add(watch);
        watch();
      }),
    async end() {
      if (over) return;
      child.kill();
      const killing = setTimeout(kill, 5000);
      await ended;
      clearTimeout(killing);
    },
  };
}

export interface Folder {
  path: string;
  remove(): void;
}

export function temporaryFolder(name: string): Folder {
  const path = mkdtempSync(join(tmpdir(), `anneal-${name}-`));
  const remove = () => {
    unfinished.delete(remove);
    // What was killed may still be writing.
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  finishLater(remove);
  return { path, remove };
}
