/** The logger of a run for the MLflow server whose address the reader has entered: over the stored outbox, with words for what is amiss. */
import type { TrainEvent } from '../protocol/events';
import { type MlflowAddress, readMlflowAddress } from '../protocol/mlflowAddress';
import { mlflowLogger } from '../runs/loggers/mlflow';
import { serverOf } from '../runs/loggers/mlflow/sendWaiting';
import { mlflowServer } from '../runs/loggers/mlflow/server';
import type { HeardRun, RunListener } from '../runs/runListener';
import { storedOutbox } from '../storage/outbox';
import { takeOutbox } from '../storage/outboxLocks';
import { mlflowProblem } from './mlflowProblem';

/** Milliseconds that the end of a run waits for the server: the page sends what is left. */
const PATIENCE = 2000;

/** @param problemOf why the server cannot be logged to; null where it can. */
export function pickedMlflow(
  text: string,
  problemOf: (address: MlflowAddress) => Promise<string | null> = mlflowProblem,
): RunListener {
  const said: string[] = [];
  let listener: RunListener | null = null;
  let letGo = () => {};

  async function start(run: HeardRun): Promise<void> {
    const address = readMlflowAddress(text);
    if (!address) {
      said.push('The address of the MLflow server is none of the web: nothing is logged.');
      return;
    }
    letGo = await takeOutbox(run.id);
    const outbox = storedOutbox(run.id);
    const known = await serverOf(outbox);
    const { address: wanted } = mlflowServer({ url: address.url, signal: new AbortController().signal });
    if (known !== null && known !== wanted) {
      if (run.resumedFrom !== null) {
        said.push(
          `This run is logged to ${known}, and nothing of it to ${wanted}: enter the other address again to go on there, or train a duplicate.`,
        );
        return;
      }
      // What waits is of an attempt that ended before its first checkpoint.
      await outbox.clear();
    }
    listener = mlflowLogger({
      url: address.url,
      experiment: address.experiment,
      outbox,
      say: (message) => void said.push(message),
      patience: PATIENCE,
      later: 'once it answers, also after this page is opened again',
    });
    await listener.started?.(run);
    // Beside the training, which waits for no network.
    void problemOf(address).then(
      (problem) => problem !== null && said.push(problem),
      () => {},
    );
  }

  async function end(last: TrainEvent | null): Promise<void> {
    try {
      await listener?.ended?.(last);
    } finally {
      letGo();
    }
  }

  /** A listener that fails does not hear of the end, and this worker may train the run again. */
  async function orEnd(work: void | Promise<void>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      await end(null).catch(() => {});
      throw thrown;
    }
  }

  return {
    name: 'MLflow',
    started: (run) => orEnd(start(run)),
    heard: (event) => orEnd(listener?.heard?.(event)),
    ended: end,
    remarks: () => said.splice(0),
  };
}
