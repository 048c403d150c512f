/**
 * `npm run fuzz`: opens seeded mutants of a sound file of every format, each in a process with limits, and reports crashes,
 * hangs, memory, stacks and values that changed under a checksum. `--seed 1 --minutes 5 --format parquet --keep FOLDER`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FuzzResult, FuzzTask } from './fuzzChild';
import { mutant } from './fuzzMutants';
import { fuzzSamples, type Sample } from './fuzzSamples';

export interface FuzzOptions {
  seed: number;
  /** Of all formats together; formats take turns. */
  milliseconds: number;
  /** Mutants of each sample, at most. */
  mutants?: number;
  format?: string | undefined;
  onFinding?(finding: Finding): void;
}

export interface Finding {
  format: string;
  name: string;
  seed: number;
  number: number;
  what: string;
  bytes: Uint8Array;
}

export interface FuzzReport {
  /** Mutants that were tried, by format. */
  tried: Record<string, number>;
  /** Of these, those that were read all the same. */
  read: Record<string, number>;
  findings: Finding[];
}

/** No reader may be silent for longer. */
const LONGEST = 10_000;

/** Beyond what the data take. */
const MOST_BYTES = 2 ** 30;

const WATCH_EVERY = 100;

export async function fuzz({
  seed,
  milliseconds,
  mutants = Infinity,
  format,
  onFinding,
}: FuzzOptions): Promise<FuzzReport> {
  const samples = fuzzSamples().filter((sample) => format === undefined || sample.format === format);
  const report: FuzzReport = { tried: {}, read: {}, findings: [] };
  const runner = createRunner();
  const end = performance.now() + milliseconds;
  try {
    const digests = new Map<Sample, string | null>();
    for (const sample of samples) {
      const { result, fault } = await runner.run(sample);
      if (fault || !result?.digest)
        report.findings.push({ ...sample, seed, number: -1, what: fault ?? 'is refused, and sound' });
      digests.set(sample, result?.digest ?? null);
    }
    for (let number = 0; number < mutants && performance.now() < end; number++) {
      for (const sample of samples) {
        if (performance.now() >= end) break;
        const bytes = mutant(sample.bytes, seed, number);
        const { result, fault } = await runner.run({ name: sample.name, bytes });
        report.tried[sample.format] = (report.tried[sample.format] ?? 0) + 1;
        if (result?.digest) report.read[sample.format] = (report.read[sample.format] ?? 0) + 1;
        const isChanged =
          sample.isSummed &&
          result?.digest &&
          result.digest !== digests.get(sample) &&
          result.notes.length === 0;
        const what = fault ?? (isChanged ? 'has other values without a word' : null);
        if (what === null) continue;
        const finding = { format: sample.format, name: sample.name, seed, number, what, bytes };
        report.findings.push(finding);
        onFinding?.(finding);
      }
    }
  } finally {
    runner.close();
  }
  return report;
}

/** One process at a time; a new one after each that was killed or died. */
function createRunner() {
  let child: ChildProcess | null = null;
  let base = 0;
  let messages = '';

  async function start(): Promise<ChildProcess> {
    const started = fork(fileURLToPath(new URL('./fuzzChild.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx', '--no-warnings'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    messages = '';
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (piece: Buffer) => {
        messages = (messages + piece.toString()).slice(-2000);
      });
    await new Promise<void>((resolve, reject) => {
      started.once('message', () => resolve());
      started.once('exit', () => reject(new Error(`The process that reads does not start: ${messages}`)));
    });
    base = memoryOf(started);
    return started;
  }

  async function run({
    name,
    bytes,
  }: FuzzTask): Promise<{ result: FuzzResult | null; fault: string | null }> {
    child ??= await start();
    const reader = child;
    messages = '';
    const begun = performance.now();
    let most = 0;
    let watch: NodeJS.Timeout | undefined;
    const outcome = await new Promise<FuzzResult | string>((resolve) => {
      reader.once('message', (result: FuzzResult) => resolve(result));
      reader.once('exit', (code, signal) => resolve(`the process died (${signal ?? code}): ${messages}`));
      watch = setInterval(() => {
        most = Math.max(most, memoryOf(reader) - base);
        if (performance.now() - begun > LONGEST) resolve(`takes more than ${LONGEST / 1000} s`);
        else if (most > 4 * MOST_BYTES) resolve(`takes ${Math.round(most / 2 ** 20)} MiB of memory`);
      }, WATCH_EVERY);
      reader.send({ name, bytes });
    });
    clearInterval(watch);
    reader.removeAllListeners('message');
    reader.removeAllListeners('exit');
    if (typeof outcome === 'string') {
      reader.kill('SIGKILL');
      child = null;
      return { result: null, fault: outcome };
    }
    if (most > MOST_BYTES + outcome.bytes) {
      reader.kill('SIGKILL');
      child = null;
      return {
        result: outcome,
        fault: `takes ${Math.round(most / 2 ** 20)} MiB of memory for ${outcome.bytes} bytes of values`,
      };
    }
    const said = messages === '' ? null : `writes beside the report: ${messages.slice(0, 200)}`;
    return { result: outcome, fault: outcome.fault ?? said };
  }

  return { run, close: () => void child?.kill('SIGKILL') };
}

/** Resident bytes, where the system tells; else 0. */
function memoryOf({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '5' },
      format: { type: 'string' },
      keep: { type: 'string' },
    },
  });
  const { keep } = values;
  if (keep) mkdirSync(keep, { recursive: true });
  const { tried, read, findings } = await fuzz({
    seed: Number(values.seed),
    milliseconds: Number(values.minutes) * 60_000,
    format: values.format,
    onFinding({ format, name, seed, number, what, bytes }) {
      console.log(
        `${format}: mutant ${number} of ${name}, seed ${seed}: ${what.split('\n').slice(0, 4).join('\n  ')}`,
      );
      if (keep) writeFileSync(join(keep, `${seed}-${number}-${name}`), bytes);
    },
  });
  for (const [format, count] of Object.entries(tried))
    console.log(
      `${format}: ${count} mutants, ${read[format] ?? 0} read, ${findings.filter((found) => found.format === format).length} findings`,
    );
  process.exitCode = findings.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
