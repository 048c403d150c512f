/** `npm run bench:watching -- [runs] [epochs]`: how fast one training is while the page shows nothing of it, its own place, and the table of so many runs with its curves. */
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { manyRuns, storeRuns } from '../e2e/manyRuns.ts';
import { configure, expectStatus, startTraining } from '../e2e/studio.ts';
import { chromiumFlags, ensureChromium } from '../scripts/browser.ts';

const [runs = 1000, epochs = 60] = process.argv.slice(2).map(Number);
/** Each of them once before, which is not counted. */
const rounds = 2;

/** Of the data. */
let sheet = '';
/** Where the reader looks meanwhile. The run is the newest, and stands first in the table. */
const looks: { name: string; go: (page: Page) => Promise<void> }[] = [
  { name: 'Data, nothing of the run', go: (page) => follow(page, sheet) },
  { name: 'Storage, its checkpoints', go: (page) => follow(page, '/storage') },
  { name: 'Train, its curves and numbers', go: async () => {} },
  {
    name: `Runs, a table of ${runs} and its curves`,
    async go(page) {
      await follow(page, '/runs');
      await page.locator('tbody').getByRole('checkbox').first().check();
      await page.locator('figure canvas').first().waitFor();
    },
  },
];

/** Without loading the page anew, which would end the training. */
async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

const server = await preview({ logLevel: 'warn', preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 900 },
    baseURL: server.resolvedUrls?.local[0] ?? '',
  });
  const page = await context.newPage();
  // What is sent into the page calls this helper of the compiler, which the page does not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto('/?sample=regression');
  await page.getByRole('button', { name: 'Train on this' }).waitFor({ timeout: 60_000 });
  sheet = new URL(page.url()).pathname;
  await storeRuns(page, manyRuns(runs));
  const seconds = new Map(looks.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { name, go }] of looks.entries()) {
      await page.goto(sheet);
      const seed = round * looks.length + index;
      await configure(page, { training: { epochs, batchSize: 256, earlyStopping: false, seed } });
      await startTraining(page);
      await expectStatus(page, 'training', 60_000);
      const place = new URL(page.url()).pathname;
      await go(page);
      await page.waitForFunction(() => !/^\d+ %/.test(document.title), undefined, {
        timeout: 600_000,
        polling: 500,
      });
      await follow(page, place);
      await expectStatus(page, 'finished');
      const taken = await secondsOf(page, place.split('/').at(-1)!);
      if (round > 0) seconds.get(name)?.push(taken);
    }
  }
  console.log(`${epochs} epochs of the regression sample, seconds of training`);
  const [[, quiet = []] = []] = seconds;
  for (const [name, taken] of seconds) {
    const ratio = Math.min(...taken) / Math.min(...quiet);
    console.log(
      `${name.padEnd(42)} ${taken.map((one) => one.toFixed(2)).join(', ')}  best is ${ratio.toFixed(3)} of the first`,
    );
  }
} finally {
  await browser.close();
  await server.close();
}

/** As the run's record has them: of training, without what comes before it. */
function secondsOf(page: Page, id: string): Promise<number> {
  return page.evaluate(
    (runId) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('anneal');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('records').objectStore('records').get(runId);
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.seconds);
          };
        };
      }),
    id,
  );
}
