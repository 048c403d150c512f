/** For suites in a browser: the environment that Node has, and the largest error of every test in its report. */
import { afterEach, beforeEach } from 'vitest';
import { takeLargestError } from '../../src/engine/golden/compare';

// All of `process` that the suites ask for.
Object.assign(globalThis, { process: { env: import.meta.env } });

beforeEach(() => {
  takeLargestError();
});

afterEach(({ task }) => {
  Object.assign(task.meta, { error: takeLargestError() });
});
