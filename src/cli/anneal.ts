/**
 * `npm run --silent anneal -- COMMAND`: the engine from a terminal. One file a command; this one only picks it,
 * turns errors into one line and an exit code, and leaves.
 */
import { AnnealError } from '../protocol/errors';
import type { Command } from './command';
import { configCommand } from './configCommand';
import { evaluateCommand } from './evaluateCommand';
import { errorLine, exitCodeOf } from './exitCodes';
import { infoCommand } from './infoCommand';
import { predictCommand } from './predictCommand';
import { trainCommand } from './trainCommand';
import { nearestOf } from './usage';

const commands: Record<string, Command> = {
  train: trainCommand,
  evaluate: evaluateCommand,
  predict: predictCommand,
  info: infoCommand,
  config: configCommand,
};

function help(): string {
  return [
    'Usage: npm run --silent anneal -- COMMAND [options]',
    '',
    ...Object.values(commands).map(({ usage }) => usage),
    '',
    'Exit codes: 0 done, 1 failed while working, 2 bad input, 130 interrupted with everything saved.',
  ].join('\n');
}

async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${help()}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name]! : null;
  if (!command) {
    throw new AnnealError('usage', `There is no command "${name}".`, {
      received: name,
      remedy: `${nearestOf(name, Object.keys(commands))} Run without a command for help.`,
    });
  }
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
