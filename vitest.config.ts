/**
 * Unit tests run in Node against the real packages (no browser alias, see `vite.config.ts`).
 * What needs a page is in `e2e/`. `--mode quick` is `npm run test:quick`: the CPU only, and no other process. `--mode
 * package` is `npm run test:package`: the package alone, which is built, packed and installed for it.
 */
import { configDefaults, defineConfig } from 'vitest/config';
import { softwareVulkan } from './scripts/softwareVulkan.ts';

/** Suites that start processes of their own, and those that need a process in which nothing was loaded before. */
const notQuick = [
  'src/tasks/tabular/anneal.test.ts',
  'src/tasks/tabular/trainMany.test.ts',
  'src/tasks/segmentation/predictMasks.test.ts',
  'src/tasks/molecules/predictCharges.test.ts',
  'src/tasks/flags.test.ts',
  'src/cli/callbacks.test.ts',
  'src/cli/compareCommand.test.ts',
  'src/cli/dataFiles.test.ts',
  'src/cli/logging.test.ts',
  'src/cli/readThread.test.ts',
  'src/cli/runTraining.test.ts',
  'src/cli/runLock.test.ts',
  'src/cli/verifyCommand.test.ts',
  'src/cli/checkpointFolder.strategies.test.ts',
  'src/storage/references.test.ts',
  'src/store/importing.test.ts',
  'src/store/openFiles.test.ts',
  'src/store/training.test.ts',
  'src/tasks/toy.test.ts',
  'src/worker/probeBackends.test.ts',
];

const packageTest = 'scripts/package.test.ts';

export default defineConfig(({ mode }) => {
  const quick = mode === 'quick';
  const ofPackage = mode === 'package';
  // Test processes are forked from this one and inherit what is set here.
  Object.assign(process.env, quick ? { ANNEAL_QUICK: '1' } : softwareVulkan());
  return {
    test: {
      include: ofPackage ? [packageTest] : ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
      exclude: [...configDefaults.exclude, ...(ofPackage ? [] : [packageTest]), ...(quick ? notQuick : [])],
      environment: 'node',
      pool: 'forks',
      // Vitest leaves one core free, which of two is half; nothing else runs beside the tests.
      maxWorkers: '100%',
      // Loading TensorFlow.js anew for each suite is two thirds of the work of a quick run.
      isolate: !quick,
      // A training run on a software adapter takes seconds, on a busy machine of two cores many.
      testTimeout: 120_000,
      hookTimeout: 60_000,
      coverage: { include: ['src/**/*.{ts,tsx}'], reporter: ['text-summary', 'html'] },
    },
  };
});
