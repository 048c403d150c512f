/**
 * `npm run test:firefox`: opens the studio in Firefox again and again and counts the starts that train. `--short`, which
 * `npm test` takes, starts once and goes on to fifty steps; it passes where there is no Firefox.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Plugin, preview } from 'vite';
import { wait } from './engines/driver.ts';
import { findFirefox, launchFirefox } from './engines/firefox.ts';
import { type Page, pageOf } from './engines/page.ts';

const usage = `npm run test:firefox -- [--starts 10] [--sample regression] [--port 4270] [--cores N] [--gpu] [--short]
  --sample what is trained: regression, vessels, molecules
  --cores  what the training worker is told of the machine, so that threads start on a small one
  --gpu    with WebGPU, on whatever Vulkan driver there is (VK_DRIVER_FILES names one); a software adapter is passed over
  --short  a first visit and fifty steps of the page in dist/, as it was built; up to three starts, of which one has to do`;

/** A busy machine takes half a minute, and a start on one thread after threads that hung ten seconds more. */
const limitSeconds = 90;

interface Outcome {
  /** What the run's log says it trains on; null when it did not train in time. */
  trainsOn: string | null;
  steps: number;
  /** What the page shows. */
  shown: string;
}

/** One visit in a fresh Firefox, until the run has done so many steps. */
async function visit(
  firefox: string,
  gpu: boolean,
  steps: number,
  begin: (page: Page) => Promise<void>,
): Promise<Outcome> {
  const driver = await launchFirefox(firefox, { gpu });
  try {
    const page = pageOf(driver);
    await begin(page);
    const outcome: Outcome = { trainsOn: null, steps: 0, shown: '' };
    const end = performance.now() + limitSeconds * 1000;
    while (performance.now() < end && outcome.steps < steps) {
      await wait(300);
      outcome.shown = await page.text();
      const log = await driver.evaluate(
        String.raw`document.body.textContent.match(/Training on \w+ \(.*?(?=\d{4}-)/)?.[0] ?? null`,
      );
      const done = Number((/step ([\d,]+)/.exec(outcome.shown)?.[1] ?? '0').replaceAll(',', ''));
      if (log !== null && done > 0) Object.assign(outcome, { trainsOn: String(log), steps: done });
    }
    return outcome;
  } finally {
    await driver.close();
  }
}

/** Tells the training worker of another number of cores, as it is served. */
function withCores(cores: string | undefined): Plugin {
  return {
    name: 'anneal:cores',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = /^\/assets\/trainWorker-[^/]*\.js$/.exec(request.url ?? '')?.[0];
        if (!cores || !name) return next();
        const prelude = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${Number(cores)} });`;
        response.setHeader('Content-Type', 'text/javascript');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.end(`${prelude}\n${readFileSync(join('dist', name), 'utf8')}`);
      });
    },
  };
}

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '10' },
    sample: { type: 'string', default: 'regression' },
    port: { type: 'string', default: '4270' },
    cores: { type: 'string' },
    gpu: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(usage);
  process.exit();
}
const firefox = findFirefox();
if (!firefox) {
  const remedy = 'Install it (Debian: apt-get install firefox-esr), or name one in ANNEAL_FIREFOX.';
  console.log(`${options.short ? 'SKIPPED: ' : ''}No Firefox was found. ${remedy}`);
  process.exit(options.short ? 0 : 1);
}
console.log(`Firefox: ${firefox}`);
if (!options.short) await build({ logLevel: 'warn' });
const server = await preview({
  plugins: [withCores(options.cores)],
  preview: { port: Number(options.port), strictPort: true },
});
const studio = `http://127.0.0.1:${options.port}`;

/** As a reader comes for the first time; `npm test` wants this to work. */
async function firstVisit(firefox: string): Promise<boolean> {
  // A start may hang under WebDriver, by a fault of Firefox (docs/decisions/wasm-threads.md); what comes after may not.
  for (let left = 3; left > 0; left--) {
    const { trainsOn, steps, shown } = await visit(firefox, options.gpu, 50, async (page) => {
      await page.driver.open(studio);
      await page.click('button', /^Train Regression$/);
    });
    console.log(`${trainsOn ?? 'Did not start'}: step ${steps}. The page shows "${shown.slice(0, 120)}"`);
    if (trainsOn !== null) return steps >= 50;
  }
  return false;
}

async function countStarts(firefox: string): Promise<boolean> {
  const starts = Number(options.starts);
  let trained = 0;
  for (let i = 1; i <= starts; i++) {
    const began = performance.now();
    const { trainsOn, shown } = await visit(firefox, options.gpu, 1, (page) =>
      page.driver.open(`${studio}/?sample=${encodeURIComponent(options.sample)}&start`),
    );
    if (trainsOn) trained++;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${i}: ${trainsOn ?? `DID NOT TRAIN, the page shows "${shown.slice(0, 120)}"`} (${seconds} s)`,
    );
  }
  console.log(`${trained} of ${starts} starts trained.`);
  return trained === starts;
}

const good = await (options.short ? firstVisit(firefox) : countStarts(firefox));
await server.close();
process.exit(good ? 0 : 1);
