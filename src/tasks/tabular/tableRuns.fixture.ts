/** Small runs over tables for tests. */
import { runToEnd, type TestResult, type TestRun } from '../../engine/testRuns';

/** Trains a table to its end; the configuration need not name the task. */
export function runTable(run: TestRun): Promise<TestResult> {
  return runToEnd({ ...run, config: { task: 'tabular', ...run.config } });
}
