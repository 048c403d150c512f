/**
 * Opening and reading many small pictures, against Pillow decoding the same files on one core just before.
 *
 *     node --import tsx bench/imports/images.ts [--count 10000] [--browser]
 *
 * In Node, or with `--browser` in Chromium through the page. Needs `python3` (or what PYTHON names) with NumPy and Pillow.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { findChromium } from '../../scripts/browser.ts';
import { openPaths } from '../../src/cli/dataFiles.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, browser: { type: 'boolean', default: false } },
});

/** Seconds. */
interface Times {
  open: number;
  read: number;
}

function python(...args: string[]): string {
  const script = new URL('images.py', import.meta.url).pathname;
  return execFileSync(process.env.PYTHON ?? 'python3', [script, ...args], { encoding: 'utf8' });
}

async function timeNode(path: string): Promise<Times> {
  const start = performance.now();
  const parts = await openPaths([path]);
  const opened = performance.now();
  for (const { file } of parts) {
    for await (const _slab of file.stream(file.arrays.map(({ name }) => name)));
    file.close();
  }
  return { open: (opened - start) / 1000, read: (performance.now() - opened) / 1000 };
}

/** From the choice of the files until the page asks how to pair them, and from the answer until the dataset is there. */
async function timePage(baseURL: string, path: string): Promise<Times> {
  // In a profile on the disk, as people have one: what a private window stores goes through another process.
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    baseURL,
    executablePath: findChromium() ?? undefined,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await context.newPage();
  await page.goto('/');
  const input = page.getByLabel(path.endsWith('.zip') ? 'Files to open' : 'Folder to open');
  await input.evaluate((element) =>
    element.addEventListener('change', () => performance.mark('chosen'), { capture: true, once: true }),
  );
  await input.setInputFiles(path);
  const button = page.getByRole('button', { name: /^Import [\d,]+ (pair|image)/ });
  await button.waitFor({ timeout: 600_000 });
  const open = await page.evaluate(
    () => performance.now() - performance.getEntriesByName('chosen')[0]!.startTime,
  );
  const start = performance.now();
  await button.click();
  await page.waitForURL(/\/data\/\w{64}/, { timeout: 600_000 });
  const read = performance.now() - start;
  await context.close();
  // Without the datasets of before.
  rmSync(join(folder, 'profile'), { recursive: true });
  return { open: open / 1000, read: read / 1000 };
}

async function withPage(use: (baseURL: string) => Promise<void>): Promise<void> {
  const outDir = join(folder, 'dist');
  await build({ logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  const server = await preview({ build: { outDir }, preview: { port: 0 } });
  try {
    await use(server.resolvedUrls!.local[0]!);
  } finally {
    await server.close();
  }
}

async function timeAll(time: (path: string) => Promise<Times>): Promise<void> {
  console.log(`${'pictures'.padEnd(26)}Pillow   open   read  ratio`);
  const pictures = join(folder, 'pictures');
  for (const name of readdirSync(pictures).sort()) {
    const path = join(pictures, name);
    const pillow = Number(python('time', path.replace(/\.zip$/, '')));
    const { open, read } = await time(path);
    const columns = [pillow, open, read, (open + read) / pillow].map((value) => value.toFixed(2).padStart(7));
    console.log(name.padEnd(25) + columns.join(''));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'anneal-images-'));
try {
  python('make', join(folder, 'pictures'), values.count);
  if (values.browser) {
    await withPage((baseURL) => timeAll((path) => timePage(baseURL, path)));
  } else await timeAll(timeNode);
} finally {
  rmSync(folder, { recursive: true });
}
