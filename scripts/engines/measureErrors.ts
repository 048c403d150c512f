/** Writes the largest error of every test into its report. */
import { afterEach, beforeEach } from 'vitest';
import { takeLargestError } from '../../src/engine/golden/compare';

beforeEach(() => {
  takeLargestError();
});

afterEach(({ task }) => {
  Object.assign(task.meta, { error: takeLargestError() });
});
