/**
 * `npm run soak -- kills`: kills the whole browser at random moments while it saves checkpoints, and counts what is lost or
 * torn. With `--wrong-order` the build saves in a wrong order on purpose, and the campaign fails unless it finds that.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { z } from 'zod';
import { servePage } from '../../src/cli/pageServer.ts';
import { ensureChromium } from '../browser.ts';
import { killCampaign } from './killCampaign.ts';
import { wrongOrder } from './wrongOrder.ts';

const usage = `npm run soak -- kills [options]
  --rounds n      kills, default 40
  --seed n        of their moments, default 1
  --wrong-order   saves in a wrong order, which must be found`;

export async function soakKills(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      'wrong-order': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const number = z.coerce.number().int().positive();
  const executablePath = ensureChromium();
  const folder = mkdtempSync(join(tmpdir(), 'anneal-page-'));
  try {
    const plugins = values['wrong-order'] ? [wrongOrder()] : [];
    await build({
      logLevel: 'warn',
      build: { outDir: folder },
      worker: { format: 'es', plugins: () => plugins },
    });
    const server = await servePage(folder, 0);
    try {
      const report = await killCampaign({
        executablePath,
        address: server.address,
        rounds: number.parse(values.rounds),
        seed: number.parse(values.seed),
        tell: console.log,
      });
      console.log(JSON.stringify(report));
      const found = report.lost + report.torn > 0;
      process.exitCode = found === values['wrong-order'] ? 0 : 1;
    } finally {
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
