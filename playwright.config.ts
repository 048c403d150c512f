/** The built page in a real Chromium, one spec a user workflow (`e2e/`). `npm run build` comes first; `npm test` sees to it. */
import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './scripts/browser.ts';

const port = Number(process.env.ANNEAL_E2E_PORT ?? 4317);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  forbidOnly: Boolean(process.env.CI),
  // Training takes both cores of a small machine; two browsers at once would only wait for each other.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    // Specs answer requests in the host's place, which a service worker would do first; those about it allow it.
    serviceWorkers: 'block',
    baseURL: `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    launchOptions: { executablePath: findChromium() ?? undefined, args: chromiumFlags() },
  },
  webServer: {
    command: `npx --no-install vite preview --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
  },
});
