/** How many tests ran, from the JSON reports of vitest and Playwright. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

/** null when the run ended before it wrote its report. */
export function countVitest(path: string): TestCounts | null {
  if (!existsSync(path)) return null;
  const report = vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** null when the run ended before it wrote its report. A flaky test counts as passed; the config allows no retries. */
export function countPlaywright(path: string): TestCounts | null {
  if (!existsSync(path)) return null;
  const { stats } = playwrightReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

/** "312 passed, 1 failed, 2 skipped"; zeros of the latter two are left out. */
export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
}
