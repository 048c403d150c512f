/** Contenders in a real headless Chromium: builds the page of the bench, serves it on this machine, drives it. */
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { ensureChromium } from '../../scripts/browser';
import type {} from '../page';
import { type ContenderName, contenders } from './contenders';
import type { Host } from './host';

const flags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // On a software adapter one dispatch can take longer than the watchdog waits before it kills the GPU process.
  '--disable-gpu-watchdog',
];

/** On Linux, headless Chromium reaches the GPU through Vulkan only when told to. */
function hardwareFlags(): string[] {
  if (process.platform !== 'linux') return [];
  return ['--enable-features=Vulkan', '--use-angle=vulkan', '--disable-vulkan-surface'];
}

/** @param hardware use the machine's GPU; else Chromium's software adapter. */
export async function openBrowser({ hardware }: { hardware: boolean }): Promise<Host> {
  const project = fileURLToPath(new URL('../../', import.meta.url));
  const options = {
    configFile: `${project}vite.config.ts`,
    root: `${project}bench`,
    publicDir: false,
    logLevel: 'warn',
    build: { outDir: `${project}.cache/bench`, emptyOutDir: true },
  } as const;
  await build(options);
  const server = await preview({ ...options, preview: { port: 0 } });
  const url = server.resolvedUrls?.local[0] ?? '';
  const executablePath = ensureChromium();
  const args = [...flags, ...(hardware ? hardwareFlags() : ['--use-webgpu-adapter=swiftshader'])];
  const pages = new Map<ContenderName, Page>();

  /** A browser of its own for each contender: whoever brings down the GPU process brings down nobody else. */
  async function start(): Promise<Page> {
    const browser = await chromium.launch({ executablePath, args });
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.goto(url);
    await page.waitForFunction(() => 'bench' in globalThis);
    return page;
  }

  const probe = await start();
  const adapter = await probe.evaluate(() => globalThis.bench.adapterName());
  const version = probe.context().browser()?.version();
  await probe.context().browser()?.close();

  async function stop(contender: ContenderName): Promise<void> {
    await pages.get(contender)?.context().browser()?.close();
    pages.delete(contender);
  }
  return {
    adapter,
    platform: `Chromium ${version}`,
    async send(contender, request) {
      const page = pages.get(contender) ?? (await start());
      pages.set(contender, page);
      return page.evaluate(([library, message]) => globalThis.bench.send(library, message), [
        contenders[contender].library,
        request,
      ] as const);
    },
    stop,
    async close() {
      for (const contender of pages.keys()) await stop(contender);
      await server.close();
    },
  };
}
