/**
 * `anneal train-many`: several configurations on the same data, each an `anneal train` in a process of its own, as many at
 * once as cores and memory allow.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { basename, extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { decide, type Machine, type PoolRun } from '../engine/training/pool';
import { predictMemory } from '../engine/training/predictMemory';
import { AnnealError } from '../protocol/errors';
import { jsonObjectSchema } from '../protocol/json';
import type { Reading } from '../protocol/reading';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import type { Command } from './command';
import { INTERRUPTED, say, writeJson } from './command';
import { readData } from './dataFiles';
import { stopOnInterrupt } from './interrupt';
import { listenersNamed } from './logOptions';
import { readingArguments, readingFrom, readingOptions, readingUsage } from './readingOptions';
import { chooseConfig } from './runConfig';
import { oneOf, readArguments, refuseWords, required } from './usage';

const kinds = {
  config: 'list',
  data: 'list',
  out: 'text',
  set: 'list',
  log: 'list',
  workers: 'text',
  backend: 'text',
  resume: 'flag',
  'skip-completed': 'flag',
  json: 'flag',
  ...readingOptions,
} as const;

/** Of a process before it trains: Node, the engine, and the least that a backend takes. */
const PROCESS_BYTES = 256 * 2 ** 20;

interface Run {
  name: string;
  file: string;
  folder: string;
  bytes: number;
}

export const trainManyCommand: Command = {
  usage: `train-many --config A.json B.json ... --data FILE... --out DIR
    each configuration trains into DIR/A, DIR/B, ..., in a process of its own, as "anneal train" does
    --workers N                      runs at once; default: all cores but one, with half of the memory at most
    --backend wasm|webgpu|cpu        default wasm; on webgpu one run trains at a time
    --set NAME=VALUE ...             in all of them; --resume, --skip-completed, --log as for train
    ${readingUsage}
    --json                           the events of all as JSON lines, each with the name of its run
    Ctrl-C saves all of them and exits with 130. Else the exit code is that of the first run that failed.`,

  async run(args) {
    const { options, words } = readArguments(args, kinds);
    refuseWords(words);
    const out = required(options.out, 'No folder to train into was named.', 'Add --out DIR.');
    const backend = oneOf('--backend', options.backend, ['wasm', 'webgpu', 'cpu'], 'wasm');
    const reading = readingFrom(options);
    // Said before any of them begins.
    listenersNamed(options.log);
    const machine: Machine = {
      cores: availableParallelism(),
      threadsAlone: 1,
      bytes: totalmem() / 2,
      workers: workersOf(options.workers),
    };
    const control = { request: 'run' as const };
    const interrupt = stopOnInterrupt(control, say);
    const children = new Set<ChildProcess>();
    // Processes of other groups, so that a key press in a terminal reaches them by this one alone.
    interrupt.signal.addEventListener('abort', () => {
      for (const child of children) child.kill('SIGINT');
    });
    try {
      const runs = await runsOf(options, out, reading, interrupt.signal);
      const passed = [
        ...readingArguments(options),
        ...['--data', ...options.data, '--backend', backend, '--json', '--callbacks', 'epoch-heartbeat'],
        ...(options.log.length > 0 ? ['--log', ...options.log] : []),
        ...(options.set.length > 0 ? ['--set', ...options.set] : []),
        ...(options.resume ? ['--resume'] : []),
        ...(options['skip-completed'] ? ['--skip-completed'] : []),
      ];
      const train = (run: Run) => trainOne(run, passed, options.json, children);
      const codes = await trainAll(machine, runs, backend, train, interrupt.signal);
      return interrupt.requested ? INTERRUPTED : (codes.find((code) => code !== 0) ?? 0);
    } catch (thrown) {
      if (interrupt.requested && AnnealError.from(thrown).code === 'cancelled') return INTERRUPTED;
      throw thrown;
    } finally {
      interrupt.release();
    }
  },
};

/** null for as many as leave one core free. */
function workersOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1) return workers;
  throw new AnnealError('usage', '--workers is no number of processes.', {
    place: '--workers',
    received: text,
    remedy: 'Give a whole number from 1.',
  });
}

/** Reads every configuration against the data, so that what is wrong with one is said before any of them trains. */
async function runsOf(
  { config: files, data: paths, set }: { config: string[]; data: string[]; set: string[] },
  out: string,
  reading: Reading,
  signal: AbortSignal,
): Promise<Run[]> {
  if (files.length === 0 || paths.length === 0) {
    throw new AnnealError('usage', `No ${files.length === 0 ? 'configuration' : 'data'} was named.`, {
      remedy: `Add ${files.length === 0 ? '--config A.json B.json' : '--data FILE...'}.`,
    });
  }
  const names = files.map((file) => basename(file, extname(file)));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new AnnealError(
      'usage',
      `Two configurations are called ${twice}, and would train into one folder.`,
      {
        place: '--config',
        received: twice,
        remedy: 'Give each file a name of its own.',
      },
    );
  }
  const data = await readData(paths, { reading, signal });
  try {
    const runs: Run[] = [];
    for (const [i, file] of files.entries()) {
      const config = await chooseConfig({ files: [file], settings: set }, say);
      const outline = await engines[taskKind(config.task)].outline(config, data);
      const bytes = predictMemory(outline, data.arrays.values(), config.training) + PROCESS_BYTES;
      runs.push({ name: names[i]!, file, folder: join(out, names[i]!), bytes });
    }
    return runs;
  } finally {
    data.close();
  }
}

/** @returns the exit codes, in the order of the runs; of those that were not begun before the signal there is none. */
async function trainAll(
  machine: Machine,
  runs: readonly Run[],
  backend: 'wasm' | 'webgpu' | 'cpu',
  train: (run: Run) => Promise<number>,
  signal: AbortSignal,
): Promise<number[]> {
  const asked = runs.map(
    ({ name, bytes }): PoolRun => ({
      id: name,
      device: backend === 'webgpu' ? 'gpu' : 'cores',
      threads: 1,
      bytes,
    }),
  );
  const codes = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const isWaiting = ({ id }: PoolRun) => !codes.has(id) && !running.has(id);
  for (;;) {
    const waiting = signal.aborted ? [] : asked.filter(isWaiting);
    const started = asked.filter(({ id }) => running.has(id));
    for (const { id, start } of decide(machine, started, waiting)) {
      if (!start) continue;
      const ended = train(runs.find(({ name }) => name === id)!).then((code) => {
        codes.set(id, code);
        running.delete(id);
      });
      running.set(id, ended);
    }
    if (running.size === 0) return runs.flatMap(({ name }) => codes.get(name) ?? []);
    await Promise.race(running.values());
  }
}

/** @returns the exit code of its process. */
async function trainOne(
  { name, file, folder }: Run,
  passed: readonly string[],
  json: boolean,
  children: Set<ChildProcess>,
): Promise<number> {
  say(`${name}: begins, into ${folder}`);
  const command = [...process.execArgv, process.argv[1]!, 'train', '--config', file, '--out', folder];
  const child = spawn(process.execPath, [...command, ...passed], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  children.add(child);
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  createInterface(child.stderr).on('line', (line) => say(`${name}: ${line.replace(/^anneal: /, '')}`));
  createInterface(child.stdout).on('line', (line) => {
    if (json) writeJson({ run: name, ...jsonObjectSchema.parse(JSON.parse(line)) });
  });
  try {
    const code = await ended;
    if (!json)
      process.stdout.write(`${name}: ${code === 0 ? 'done' : `ended with exit code ${code}`}, ${folder}\n`);
    return code;
  } finally {
    children.delete(child);
  }
}
