/** `npm run bench:runs -- [runs] [repetitions]`: how long the table of so many runs takes to open, order, filter, choose from and scroll in Chromium. */
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { manyRuns, storeRuns } from '../e2e/manyRuns.ts';
import { chromiumFlags, ensureChromium } from '../scripts/browser.ts';

const [runs = 1000, repetitions = 10] = process.argv.slice(2).map(Number);

/** What is pressed or typed, and what is there once it is done. Runs in the page; milliseconds until the frame is drawn. */
interface Deed {
  press?: string;
  type?: string;
  scroll?: number;
}

async function time(page: Page, deed: Deed): Promise<number> {
  return page.evaluate(async ({ press, type, scroll }) => {
    const table = document.querySelector('table');
    const before = document.querySelector('main')?.textContent;
    const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    await drawn();
    const start = performance.now();
    if (press) {
      const buttons = [...document.querySelectorAll<HTMLElement>('main button, main input')];
      buttons.find((one) => (one.ariaLabel ?? one.textContent) === press)?.click();
    }
    if (type !== undefined) {
      const field = document.querySelector<HTMLInputElement>('[aria-label="Filter runs"]');
      // As a key does it: React listens to the event, and compares with the value that it has set itself.
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {};
      set?.call(field, type);
      field?.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (scroll !== undefined) table?.parentElement?.scrollBy(0, scroll);
    do await drawn();
    while (document.querySelector('main')?.textContent === before && performance.now() - start < 5000);
    return performance.now() - start;
  }, deed);
}

async function several(deeds: readonly (() => Promise<number>)[]): Promise<number[]> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const deed of deeds) times.push(await deed());
  }
  return times;
}

function print(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const part = (share: number) => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0)} ms`;
  console.log(`${what.padEnd(44)}${part(0.5).padStart(9)}${part(0.95).padStart(9)}${part(1).padStart(9)}`);
}

const server = await preview({ logLevel: 'warn', preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  // What is sent into the page calls this helper of the compiler, which the page does not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  const url = server.resolvedUrls?.local[0] ?? '';
  await page.goto(url);
  await page.getByRole('button', { name: 'Train Regression' }).waitFor();
  await storeRuns(page, manyRuns(runs));
  const open = async () => {
    await page.goto(`${url}runs`);
    await page.waitForFunction(() => document.querySelector('tbody tr th') !== null, undefined, {
      polling: 'raf',
    });
    return page.evaluate(() => performance.now());
  };
  console.log(`${runs} runs`.padEnd(44), '  median      95 %    worst');
  print('open, from the address to the first row', await several([open]));
  print(
    'order by a metric, and by a name',
    await several([() => time(page, { press: 'Best Dice' }), () => time(page, { press: 'Run' })]),
  );
  print(
    'filter by an expression, and by a word',
    await several([
      () => time(page, { type: 'best.dice > 0.8 and training.batchSize = 32' }),
      () => time(page, { type: 'cells' }),
      () => time(page, { type: '' }),
    ]),
  );
  print('choose all, and none of them', await several([() => time(page, { press: 'Choose all runs' })]));
  print('scroll by 600 pixels, until it is drawn', await several([() => time(page, { scroll: 600 })]));
  print(
    'scroll by 20,000 pixels, until it is drawn',
    await several([() => time(page, { scroll: -20_000 }), () => time(page, { scroll: 20_000 })]),
  );
} finally {
  await browser.close();
  await server.close();
}
