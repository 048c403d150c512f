/** The implementations of the tasks. Imports TensorFlow.js: for workers and the command line, not for the page. */

import type { Task } from '../engine/workload';
import { AnnealError } from '../protocol/errors';
import { segmentation } from './segmentation/workload';
import { tabular } from './tabular/workload';

const tasks: readonly Task[] = [tabular, segmentation];

/** @throws config-invalid for an unknown kind. */
export function taskOf(kind: string): Task {
  const task = tasks.find((candidate) => candidate.kind === kind);
  if (task) return task;
  throw new AnnealError('config-invalid', `There is no task "${kind}".`, {
    place: 'task',
    received: kind,
    remedy: `Use one of ${tasks.map((known) => known.kind).join(', ')}.`,
  });
}
