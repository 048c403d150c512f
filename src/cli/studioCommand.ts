/** `anneal studio`: the page, served on this machine until Ctrl-C. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AnnealError } from '../protocol/errors';
import type { Command } from './command';
import { pageFolder } from './ownFiles';
import { type PageServer, servePage } from './pageServer';
import { readArguments, refuseWords } from './usage';

const DEFAULT_PORT = '4173';

export const studioCommand: Command = {
  usage: `studio [--port N]
    Serves the studio at http://127.0.0.1:${DEFAULT_PORT} until Ctrl-C. Port 0 takes any that is free.`,

  async run(args) {
    const { options, words } = readArguments(args, { port: 'text' });
    refuseWords(words);
    const server = await open(readPort(options.port ?? DEFAULT_PORT));
    process.stdout.write(`The studio is at ${server.address}\nStop it with Ctrl-C.\n`);
    await new Promise((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await server.close();
    return 0;
  },
};

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new AnnealError('usage', `--port is "${text}".`, {
    received: text,
    remedy: 'It may be a whole number from 0 to 65535.',
  });
}

async function open(port: number): Promise<PageServer> {
  const folder = pageFolder();
  if (!existsSync(join(folder, 'index.html'))) {
    throw new AnnealError('usage', 'The page has not been built.', {
      place: folder,
      remedy: 'Run npm run build first.',
    });
  }
  try {
    return await servePage(folder, port);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program has it' : message;
    throw new AnnealError('usage', `The port ${port} cannot be had: ${why}.`, {
      received: String(port),
      remedy: 'Name another one with --port N; 0 takes any that is free.',
    });
  }
}
