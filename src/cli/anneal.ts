/**
 * `anneal COMMAND`, in the repository `npm run --silent anneal -- COMMAND`: the engine from a terminal. One file a
 * command; this one only picks it, turns errors into one line and an exit code, and leaves.
 */
import { AnnealError } from '../protocol/errors';
import type { Command } from './command';
import { errorLine, exitCodeOf } from './command';
import { nearestOf } from './usage';

/** Loaded when asked for: TensorFlow.js takes a second to start, and half of the commands do without. */
const commands: Record<string, () => Promise<Command>> = {
  train: async () => (await import('./trainCommand')).trainCommand,
  'train-many': async () => (await import('./trainManyCommand')).trainManyCommand,
  evaluate: async () => (await import('./evaluateCommand')).evaluateCommand,
  compare: async () => (await import('./compareCommand')).compareCommand,
  predict: async () => (await import('./predictCommand')).predictCommand,
  verify: async () => (await import('./verifyCommand')).verifyCommand,
  report: async () => (await import('./reportCommand')).reportCommand,
  info: async () => (await import('./infoCommand')).infoCommand,
  weights: async () => (await import('./weightsCommand')).weightsCommand,
  config: async () => (await import('./configCommand')).configCommand,
  studio: async () => (await import('./studioCommand')).studioCommand,
};

async function help(): Promise<string> {
  const usages = Object.values(commands).map(async (load) => (await load()).usage);
  return [
    'Usage: anneal COMMAND [options]',
    '',
    ...(await Promise.all(usages)),
    '',
    'Exit codes: 0 done, 1 failed while working, 2 bad input, 130 interrupted with everything saved.',
  ].join('\n');
}

async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${await help()}\n`);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name]! : null;
  if (!load) {
    throw new AnnealError('usage', `There is no command "${name}".`, {
      received: name,
      remedy: `${nearestOf(name, Object.keys(commands))} Run without a command for help.`,
    });
  }
  const command = await load();
  if (rest.includes('--help')) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  return command.run(rest);
}

// The reader of a pipe may leave early (`anneal info FILE | head`); that is no error.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
});

// npm runs scripts in the project's folder; paths are meant from where it was called.
if (process.env.npm_lifecycle_event === 'anneal' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

let exitCode: number;
try {
  exitCode = await run(process.argv.slice(2));
} catch (thrown) {
  const error = AnnealError.from(thrown);
  process.stderr.write(`${errorLine(error)}\n`);
  if (error.code === 'internal' && process.env.ANNEAL_DEBUG) console.error(thrown);
  exitCode = exitCodeOf(error);
}
// The threads of the WASM backend and Dawn's event loop would keep the process alive.
process.stdout.write('', () => process.exit(exitCode));
