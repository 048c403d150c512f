/**
 * `npm run soak -- tabs`: of two tabs the one that trains is killed at a random moment, again and again. Never may two write
 * the run, and the other tab offers Resume soon.
 */
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { randomStream } from '../../src/engine/random.ts';
import { chromiumFlags, ensureChromium } from '../browser.ts';
import { withBuiltPage } from './builtPage.ts';
import { beginTraining } from './killCampaign.ts';

const usage = `npm run soak -- tabs [options]
  --rounds n   kills, default 20
  --seed n     of their moments, default 1
  --within n   seconds until the other tab must offer Resume, default 5`;

/** Milliseconds of training before a kill, at most. */
const longest = 2500;

export async function soakTabs(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      within: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const number = z.coerce.number().int().positive();
  const [rounds, within] = [number.parse(values.rounds), number.parse(values.within)];
  const moments = randomStream(number.parse(values.seed), 'tabs');
  const executablePath = ensureChromium();
  await withBuiltPage([], async (address) => {
    const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
    try {
      const context = await browser.newContext();
      let trains = await context.newPage();
      await trains.goto(address);
      await beginTraining(trains);
      await button(trains, 'Pause').waitFor();
      let slowest = 0;
      let most = 0;
      for (let round = 1; round <= rounds; round++) {
        const looksOn = await context.newPage();
        await looksOn.goto(trains.url());
        await button(looksOn, 'Train here instead').waitFor();
        await new Promise((resolve) => setTimeout(resolve, moments.uniform() * longest));
        const killed = performance.now();
        await kill(context, trains);
        await button(looksOn, 'Resume').waitFor();
        const seconds = (performance.now() - killed) / 1000;
        await button(looksOn, 'Resume').click();
        await button(looksOn, 'Pause').and(looksOn.locator(':enabled')).waitFor();
        const writers = await countWriters(looksOn);
        slowest = Math.max(slowest, seconds);
        most = Math.max(most, writers);
        console.log(`kill ${round}: Resume after ${seconds.toFixed(1)} s, ${writers} writer`);
        await trains.close();
        trains = looksOn;
      }
      console.log(
        JSON.stringify({ rounds, slowestSeconds: Number(slowest.toFixed(1)), writersAtMost: most }),
      );
      process.exitCode = most === 1 && slowest <= within ? 0 : 1;
    } finally {
      await browser.close();
    }
  });
}

function button(page: Page, name: string) {
  return page.getByRole('main').getByRole('button', { name, exact: true });
}

/** The whole process of a tab. The command that causes its crash is never answered. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const devtools = await context.newCDPSession(page);
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** Holders of a run's own lock, whom everybody who writes is among. */
function countWriters(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.filter(({ name }) => /^anneal-run \S+$/.test(name ?? '')).length;
  });
}
