/**
 * Unit tests run in Node against the real packages (no browser alias, see `vite.config.ts`).
 * What needs a page is in `e2e/`.
 */
import { defineConfig } from 'vitest/config';
import { softwareVulkan } from './scripts/softwareVulkan.ts';

// Test processes are forked from this one and inherit what is set here.
Object.assign(process.env, softwareVulkan());

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // A training run on a software adapter takes seconds, on a busy machine of two cores many.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
