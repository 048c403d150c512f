/** Threads of the command line, by the name of their file: in the repository, and in a package. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** In a package this code may lie in a folder below the thread's file. */
const places = (name: string) => [`./${name}.ts`, `./${name}.js`, `../${name}.js`];

/**
 * What a thread writes reaches nobody: libraries complain on standard error beside the error that they throw.
 * @returns null where there is no such file.
 */
export function startThread(name: string, options: WorkerOptions): Worker | null {
  const file = places(name)
    .map((place) => new URL(place, import.meta.url))
    .find((place) => existsSync(fileURLToPath(place)));
  if (!file) return null;
  const quiet = { ...options, stdout: true, stderr: true, execArgv: [] };
  const worker = file.pathname.endsWith('.ts')
    ? new Worker(translated(file), { ...quiet, eval: true })
    : new Worker(file, quiet);
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** In the repository: tsx reaches threads only where they call it themselves. */
function translated(file: URL): string {
  const tsx = import.meta.resolve('tsx/esm/api');
  return `import(${JSON.stringify(tsx)}).then((tsx) => (tsx.register(), import(${JSON.stringify(file.href)})))`;
}
