/**
 * `npm run soak -- epochs`: trains a tiny network on the regression sample for 2,000 epochs in headless Chromium with the
 * run's place open, and prints what should not grow. The numbers stand in `docs/benchmarks.md`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { z } from 'zod';
import { chromiumFlags, ensureChromium } from '../browser.ts';

const usage = `npm run soak -- epochs [options]
  --epochs n      default 2000
  --every n       a line each so many epochs, default 200
  --periodic n    keeps each n-th epoch, default 5
  --minutes n     ends after so long at the latest, default 20
  --dist folder   a page that is built already; without it the page is built
  --port n        default 4271
  --most n        fails where the last line is more than n times the first one, default 1.5`;

const number = (fallback: number) => z.coerce.number().positive().default(fallback);
const optionsSchema = z.object({
  epochs: number(2000),
  every: number(200),
  periodic: number(5),
  minutes: number(20),
  port: number(4271),
  dist: z.string().optional(),
});

const text = { type: 'string' } as const;
const flags = {
  epochs: text,
  every: text,
  periodic: text,
  minutes: text,
  port: text,
  most: text,
  dist: text,
};

/** Times the first line. What the page learns in its first minutes, as compiled code, is less. */
const MOST = 1.5;

interface Line {
  epoch: number;
  epochsPerSecond: number;
  heap: number;
  nodes: number;
  listeners: number;
  /** Of the page's process, its workers with it; NaN where /proc does not tell. */
  residentBytes: number;
  /** Tells on a busy machine what the clock does not. */
  cpuSecondsPerEpoch: number;
  checkpoints: number;
}

const MiB = 2 ** 20;

/** @param args what follows the campaign's name on the command line. */
export async function soakEpochs(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean' }, ...flags } });
  if (values.help) return console.log(usage);
  const lines = await soak(optionsSchema.parse(values));
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last || first === last)
    throw new Error('The run did not come far enough to compare anything.');
  const grown = (['cpuSecondsPerEpoch', 'heap', 'nodes', 'listeners', 'checkpoints'] as const).filter(
    (name) => last[name] > Number(values.most ?? MOST) * first[name],
  );
  console.log(grown.length === 0 ? 'Flat.' : `Grown: ${grown.join(', ')}.`);
  if (grown.length > 0) process.exitCode = 1;
}

async function soak(options: z.infer<typeof optionsSchema>): Promise<Line[]> {
  const executablePath = ensureChromium();
  if (!options.dist) await build({ logLevel: 'warn' });
  const server = await preview({
    ...(options.dist && { build: { outDir: options.dist } }),
    preview: { port: options.port, strictPort: true },
  });
  const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await begin(page, options);
    return await watch(page, options);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** From the first visit to a run that trains. */
async function begin(page: Page, { port, epochs, periodic }: z.infer<typeof optionsSchema>): Promise<void> {
  await page.goto(`http://127.0.0.1:${port}/?sample=regression`);
  await page.getByRole('button', { name: 'Train on this' }).click({ timeout: 60_000 });
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  await editor.waitFor();
  const config = JSON.parse(await editor.inputValue());
  Object.assign(config.model, { hiddenSize: 8, numLayers: 1 });
  Object.assign(config.training, { epochs, batchSize: 2048, earlyStopping: false });
  Object.assign(config.checkpoint, { everyNEpochs: periodic });
  await editor.fill(JSON.stringify(config));
  await page.getByRole('button', { name: 'Start training' }).click();
}

async function watch(page: Page, options: z.infer<typeof optionsSchema>): Promise<Line[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const lines: Line[] = [];
  const end = performance.now() + options.minutes * 60_000;
  let before = { epoch: 0, at: performance.now(), cpuSeconds: (await processUse(page)).cpuSeconds };
  console.log(
    'epoch | epochs/s | heap MiB | nodes | listeners | process MiB | CPU ms per epoch | checkpoints listed',
  );
  while (before.epoch < options.epochs && performance.now() < end) {
    await page.waitForTimeout(500);
    const epoch = await shownEpoch(page);
    if (epoch - before.epoch < options.every && epoch < options.epochs) continue;
    const at = performance.now();
    const process = await processUse(page);
    const epochsPerSecond = ((epoch - before.epoch) * 1000) / (at - before.at);
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((found) => found.name === name)?.value ?? Number.NaN;
    const line: Line = {
      epoch,
      epochsPerSecond,
      heap: metric('JSHeapUsedSize'),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
      residentBytes: process.residentBytes,
      cpuSecondsPerEpoch: (process.cpuSeconds - before.cpuSeconds) / (epoch - before.epoch),
      checkpoints: await page.getByRole('button', { name: /^Actions for the checkpoint/ }).count(),
    };
    lines.push(line);
    console.log(
      [
        epoch,
        epochsPerSecond.toFixed(2),
        (line.heap / MiB).toFixed(1),
        line.nodes,
        line.listeners,
        (line.residentBytes / MiB).toFixed(0),
        (line.cpuSecondsPerEpoch * 1000).toFixed(0),
        line.checkpoints,
      ].join(' | '),
    );
    // What the collection took is not the run's.
    before = { epoch, at: performance.now(), cpuSeconds: (await processUse(page)).cpuSeconds };
  }
  return lines;
}

async function shownEpoch(page: Page): Promise<number> {
  const text = await page
    .getByRole('main')
    .getByText(/^epoch [\d,]+ \/ [\d,]+$/)
    .first()
    .textContent({ timeout: 60_000 });
  return Number(/epoch ([\d,]+)/.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? 0);
}

/** Of the renderer, which its workers share. */
async function processUse(page: Page): Promise<{ residentBytes: number; cpuSeconds: number }> {
  const devtools = await page.context().browser()!.newBrowserCDPSession();
  try {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    const renderers = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id, cpuTime }) => ({ cpuSeconds: cpuTime, residentBytes: residentBytes(id) }));
    return renderers.sort((a, b) => b.cpuSeconds - a.cpuSeconds)[0]!;
  } finally {
    await devtools.detach();
  }
}

function residentBytes(id: number): number {
  const status = existsSync('/proc/self') ? readFileSync(`/proc/${id}/status`, 'utf8') : '';
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
}
