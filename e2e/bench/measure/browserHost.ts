/** Contenders in a real headless Chromium: builds the page of the bench, serves it on this machine, drives it. */
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { ensureChromium } from '../../../scripts/browser';
import type {} from '../page';
import { contenders } from './contenders';
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
  const project = fileURLToPath(new URL('../../../', import.meta.url));
  const options = {
    configFile: `${project}vite.config.ts`,
    root: `${project}e2e/bench`,
    publicDir: false,
    logLevel: 'warn',
    build: { outDir: `${project}.cache/bench`, emptyOutDir: true },
  } as const;
  await build(options);
  const server = await preview({ ...options, preview: { port: 0 } });
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...flags, ...(hardware ? hardwareFlags() : ['--use-webgpu-adapter=swiftshader'])],
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'bench' in globalThis);
  return {
    adapter: await page.evaluate(() => globalThis.bench.adapterName()),
    platform: `Chromium ${browser.version()}`,
    send: (contender, request) =>
      page.evaluate(([name, library, message]) => globalThis.bench.send(name, library, message), [
        contender,
        contenders[contender].library,
        request,
      ] as const),
    stop: (contender) => page.evaluate((name) => globalThis.bench.stop(name), contender),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
