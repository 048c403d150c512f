/**
 * `npm run bench:curves`: the curves of many long runs in headless Chromium. Prints how long opening takes, how long
 * frames take while somebody zooms, moves and reads, and the memory of the page.
 */
import { readFileSync } from 'node:fs';
import { cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { z } from 'zod';
import type {} from '../bench/curves/page';
import { chromiumFlags, ensureChromium } from './browser.ts';

const { values } = parseArgs({ options: { runs: { type: 'string' }, points: { type: 'string' } } });
const { runs, points } = z
  .object({
    runs: z.coerce.number().int().positive().default(100),
    points: z.coerce.number().int().positive().default(1_000_000),
  })
  .parse(values);

const project = fileURLToPath(new URL('../', import.meta.url));
const options = {
  configFile: `${project}vite.config.ts`,
  root: `${project}bench/curves`,
  publicDir: `${project}public`,
  logLevel: 'warn',
  build: { outDir: `${project}.cache/benchCurves`, emptyOutDir: true },
} as const;
await build(options);
const server = await preview({ ...options, preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'curves' in globalThis);
  console.log(
    `${runs} runs × ${points.toLocaleString('en')} steps, ${cpus()[0]?.model} × ${cpus().length}, ${platform()}\n`,
  );

  const { milliseconds, bytes } = await page.evaluate(([r, p]) => globalThis.curves.fill(r, p), [
    runs,
    points,
  ] as const);
  print('into the series', `${(milliseconds / 1000).toFixed(1)} s, ${megabytes(bytes)} of values`);
  print('memory of the page', await memory(browser));
  const opened = await page.evaluate(() =>
    globalThis.curves.open('/?metric=step.loss&x=step&smooth=ema:0.9'),
  );
  print('open', `${opened.toFixed(0)} ms`);
  const begin = performance.now();
  await quiet(page);
  print('all lines smoothed', `${(performance.now() - begin).toFixed(0)} ms later`);

  const chart = page.getByRole('slider', { name: /read values with the arrow keys/ });
  const box = await chart.boundingBox();
  if (!box) throw new Error('There is no chart.');
  const at = (part: number): [number, number] => [box.x + box.width * part, box.y + box.height / 2];
  await watched(page, 'hover', async () => {
    for (let i = 0; i <= 40; i++) await page.mouse.move(...at(0.05 + 0.9 * (i / 40)));
  });
  await watched(page, 'zoom', async () => {
    await page.mouse.move(...at(0.4));
    await chart.focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('+');
    for (let i = 0; i < 9; i++) await page.keyboard.press('-');
  });
  await watched(page, 'pan', async () => {
    await page.keyboard.down('Shift');
    await page.mouse.move(...at(0.8));
    await page.mouse.down();
    for (let i = 0; i <= 40; i++) await page.mouse.move(...at(0.8 - 0.7 * (i / 40)));
    await page.mouse.up();
    await page.keyboard.up('Shift');
  });
  await watched(page, 'isolate', async () => {
    const lines = page.getByRole('list', { name: 'Lines' }).getByRole('button');
    for (const index of [3, 4, 4]) await lines.nth(index).click();
  });
  print('memory of the page', await memory(browser));
} finally {
  await browser.close();
  await server.close();
}

function print(what: string, value: string): void {
  console.log(`${what.padEnd(20)} ${value}`);
}

function megabytes(count: number): string {
  return `${(count / 1e6).toFixed(0)} MB`;
}

/** Runs what a hand does, then prints what the frames in between took. */
async function watched(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  await quiet(page);
  await page.evaluate(() => globalThis.curves.watch());
  await act();
  const frames = (await page.evaluate(() => globalThis.curves.frames())).sort((a, b) => a - b);
  const part = (share: number) =>
    (frames[Math.min(frames.length - 1, Math.floor(share * frames.length))] ?? 0).toFixed(0);
  print(
    what,
    `${part(0.5)} ms a frame, 95 % below ${part(0.95)} ms, longest ${part(1)} ms, ${frames.length} frames`,
  );
}

/** Waits until ten frames in a row are short. */
async function quiet(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.curves.watch());
  await page.waitForFunction(
    () => {
      const last = globalThis.curves.frames().slice(-10);
      return last.length === 10 && last.every((frame) => frame < 34);
    },
    null,
    { timeout: 120_000 },
  );
}

/** Of the process that shows the page, where the system tells it. */
async function memory(of: Browser): Promise<string> {
  if (platform() !== 'linux') return 'not known on this system';
  const session = await of.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(
      ({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    );
  return megabytes(Math.max(0, ...sizes));
}
