/**
 * `npm run soak -- kills`: kills the whole browser at random moments while it saves checkpoints, and counts what is lost or
 * torn. With `--wrong-order` the build saves in a wrong order on purpose, and the campaign fails unless it finds that.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ensureChromium } from '../browser.ts';
import { withBuiltPage } from './builtPage.ts';
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
  const [rounds, seed] = [number.parse(values.rounds), number.parse(values.seed)];
  const executablePath = ensureChromium();
  await withBuiltPage(values['wrong-order'] ? [wrongOrder()] : [], async (address) => {
    const report = await killCampaign({ executablePath, address, rounds, seed, tell: console.log });
    console.log(JSON.stringify(report));
    const found = report.lost + report.torn > 0;
    process.exitCode = found === values['wrong-order'] ? 0 : 1;
  });
}
