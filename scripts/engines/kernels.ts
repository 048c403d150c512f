/** Runs the suites of `kernels.config.ts` and sums up their report. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).optional(),
          meta: z.object({ error: z.number().optional() }).optional(),
        }),
      ),
    }),
  ),
});

const drivers = '/usr/share/vulkan/icd.d';

/** @returns what says where Debian's software driver is, or what VK_DRIVER_FILES names; null where there is neither. */
export function findDriver(): string | null {
  const chosen = process.env.VK_DRIVER_FILES;
  if (chosen) return chosen;
  const llvmpipe = existsSync(drivers) && readdirSync(drivers).find((name) => name.startsWith('lvp_icd'));
  return llvmpipe ? join(drivers, llvmpipe) : null;
}

/**
 * @param driver for Vulkan, as VK_DRIVER_FILES has it.
 * @returns how many cases of how many suites passed, and the largest error.
 * @throws with the cases that failed.
 */
export function checkKernels(driver: string): string {
  const report = join('.cache', 'engines', 'kernels.json');
  mkdirSync(join('.cache', 'engines'), { recursive: true });
  rmSync(report, { force: true });
  const { status } = spawnSync(
    process.execPath,
    [
      ...['--experimental-websocket', 'node_modules/vitest/vitest.mjs', 'run'],
      ...['--config', 'scripts/engines/kernels.config.ts', '--reporter=default', '--reporter=json'],
      `--outputFile.json=${report}`,
    ],
    { stdio: 'inherit', env: { ...process.env, VK_DRIVER_FILES: driver } },
  );
  const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = cases.filter((one) => one.status === 'passed');
  const failed = cases.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
  const broken = testResults.filter((suite) => suite.assertionResults.length === 0).map(({ name }) => name);
  const errors = passed.map((one) => ({ name: one.fullName, error: one.meta?.error ?? 0 }));
  const worst = errors.reduce((most, one) => (one.error > most.error ? one : most), { name: '', error: 0 });
  const words = `${passed.length} cases of ${testResults.length} suites, largest relative error ${worst.error.toExponential(1)} (${worst.name})`;
  if (status !== 0) {
    throw new Error(`${[...failed, ...broken].join('; ') || 'the run broke off'}. Passed: ${words}`);
  }
  return words;
}
