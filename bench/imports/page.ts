/**
 * A large file in the page: imports it in a headless Chromium, trains some steps, and tells the memory that JavaScript, WASM
 * and array buffers took at most, by Chromium's own counters. `npm run build` comes first.
 *
 *     node --import tsx bench/imports/page.ts FILE [STEPS]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/browser';

const port = 4391;
const [path, steps = '50'] = process.argv.slice(2);
if (!path) throw new Error('Name a file.');

/** Peak of all threads of the page together, in bytes, sampled several times a second. */
interface MemoryWatch {
  peak(): { heap: number; buffers: number; together: number };
  stop(): void;
}

interface HeapUsage {
  usedSize: number;
  backingStorageSize: number;
}

async function watchMemory(page: Page): Promise<MemoryWatch> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const workers = new Set<string>();
  const latest = new Map<string, HeapUsage>();
  const peak = { heap: 0, buffers: 0, together: 0 };
  session.on('Target.attachedToTarget', ({ sessionId }) => void workers.add(sessionId));
  session.on('Target.detachedFromTarget', ({ sessionId }) => {
    workers.delete(sessionId);
    latest.delete(sessionId);
  });
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { result } = JSON.parse(message) as { result?: HeapUsage };
    if (result && workers.has(sessionId)) note(sessionId, result);
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });

  function note(id: string, usage: HeapUsage): void {
    latest.set(id, usage);
    const sum = (of: (usage: HeapUsage) => number) =>
      [...latest.values()].reduce((total, one) => total + of(one), 0);
    const heap = sum(({ usedSize }) => usedSize);
    const buffers = sum(({ backingStorageSize }) => backingStorageSize);
    if (heap + buffers > peak.together) Object.assign(peak, { heap, buffers, together: heap + buffers });
  }

  let id = 0;
  const timer = setInterval(() => {
    session.send('Runtime.getHeapUsage').then(
      (usage) => note('page', usage as HeapUsage),
      () => {},
    );
    for (const sessionId of workers) {
      const message = JSON.stringify({ id: id++, method: 'Runtime.getHeapUsage' });
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {});
    }
  }, 150);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

const server = spawn('npx', ['--no-install', 'vite', 'preview', '--port', `${port}`, '--strictPort'], {
  stdio: 'ignore',
  detached: true,
});
// In a profile on the disk, as people have one: a private window has little room.
const profile = mkdtempSync(join(tmpdir(), 'anneal-profile-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: findChromium() ?? undefined,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`, { timeout: 60_000 }).catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await page.goto(`http://127.0.0.1:${port}/`);
  });
  const memory = await watchMemory(page);
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  const tell = (what: string, begun: number) => {
    const { heap, buffers, together } = memory.peak();
    console.log(
      `${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s; at most ${megabytes(together)} ` +
        `(JavaScript ${megabytes(heap)}, WASM and array buffers ${megabytes(buffers)})`,
    );
  };
  let begun = performance.now();
  await page.getByLabel('Files to open').setInputFiles(path);
  const read = page.getByRole('button', { name: /^Read \d+ arrays?$/ });
  const train = page.getByRole('button', { name: 'Train on this' });
  await read.or(train).first().waitFor({ timeout: 600_000 });
  if (await read.isVisible()) await read.click();
  await train.waitFor({ timeout: 3_000_000 });
  tell(`import of ${basename(path)}`, begun);
  await train.click();
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  const config = JSON.parse(await editor.inputValue());
  config.training.maxSteps = Number(steps);
  config.training.epochs = 1;
  config.dataset.validationFraction = 0.001;
  config.dataset.testFraction = 0.001;
  await editor.fill(JSON.stringify(config));
  begun = performance.now();
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.waitForURL(/\/train\//);
  await page
    .getByText(/^\W*finished$/)
    .first()
    .waitFor({ timeout: 3_000_000 });
  tell(`training of ${steps} steps`, begun);
  memory.stop();
} finally {
  await browser.close();
  rmSync(profile, { recursive: true });
  process.kill(-server.pid!);
}
