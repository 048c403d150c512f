/**
 * The suites that run on every backend, run once more inside of Firefox, on its WebGPU: another shader compiler (naga) on
 * another driver (Mesa's llvmpipe) than the unit tests have, and with half precision. For `npm run test:engines`.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineBrowserProvider } from '@vitest/browser';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import page from '../../vite.config.ts';
import type { BrowserDriver } from './driver.ts';
import { findFirefox, launchFirefox } from './firefox.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Where operations are tested one by one; whole trainings are the matter of the journey. */
const folders = /\/(kernels|nn|model|losses|metrics|optimizers|regularizers)\//;

/** Suites of operations that are declared on every backend. */
function suites(): string[] {
  const files = execFileSync('git', ['grep', '-l', 'describeOnBackends(', 'src/engine', 'src/tasks'], {
    cwd: root,
    encoding: 'utf8',
  });
  return files.split('\n').filter((file) => file.endsWith('.test.ts') && folders.test(file));
}

/** Browsers have no files: fixtures come over the network, and WebGPU is there without being installed. */
function withoutNode(): Plugin {
  const stand: Record<string, string> = {
    'node:fs': here('nodeFiles.ts'),
    'node:url': here('nodeFiles.ts'),
  };
  return {
    name: 'anneal:without-node',
    enforce: 'pre',
    resolveId: (id) => stand[id] ?? (id.endsWith('/cli/nodeGpu') ? here('nodeFiles.ts') : null),
  };
}

const firefox = defineBrowserProvider({
  name: 'anneal-firefox',
  options: {},
  providerFactory() {
    let driver: BrowserDriver | null = null;
    return {
      name: 'anneal-firefox',
      supportsParallelism: false,
      getCommandsContext: () => ({}),
      async openPage(_session, url) {
        const path = findFirefox();
        if (!path) throw new Error('There is no Firefox.');
        driver ??= await launchFirefox(path, { gpu: true });
        await driver.open(url);
      },
      async close() {
        await driver?.close();
      },
    };
  },
});

/** What a suite reaches besides: a library that is found on the way reloads the page, and every later suite fails. */
const foundLate = [
  ...['idb-keyval', 'lucide-react', 'radix-ui', 'react', 'react/jsx-dev-runtime', 'react-dom/client'],
  ...['react-router', 'zustand', 'zustand/middleware', 'zustand/vanilla'],
];

export default defineConfig({
  // As the page is built, and not isolated, which the frames of the tests are not.
  resolve: page.resolve,
  optimizeDeps: { include: [...(page.optimizeDeps?.include ?? []), ...foundLate], entries: suites() },
  server: { host: '127.0.0.1' },
  cacheDir: '.cache/engines/vite',
  root,
  plugins: [withoutNode()],
  test: {
    include: suites(),
    setupFiles: [here('measureErrors.ts')],
    env: { ANNEAL_BACKENDS: 'webgpu', ANNEAL_REQUIRE_WEBGPU: '1' },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    browser: {
      enabled: true,
      provider: firefox,
      instances: [{ browser: 'firefox' }],
      // One frame for all: TensorFlow.js is loaded once, not for each of many suites.
      isolate: false,
      screenshotFailures: false,
      connectTimeout: 240_000,
      api: { host: '127.0.0.1', port: 5312 },
    },
  },
});
