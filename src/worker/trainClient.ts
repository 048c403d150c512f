/**
 * The page's side of the training worker: commands as typed promises, a run's events to whoever listens.
 * Two workers of the same kind: one trains, the other answers questions (which backends there are, what a
 * configuration would train, analyses, predictions), so that a question neither waits for a training nor disturbs it.
 */
import type {
  BackendPreference,
  Description,
  ExampleProgress,
  ProbeResult,
  TrainCommands,
} from '../protocol/commands';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import type { TensorReport } from '../protocol/tensors';
import { oneThreadName } from './oneThread';
import { openRequests, type WorkerPort } from './requests';

export type TrainListener = (runId: string, event: TrainEvent) => void;

/** Follows work on examples, and ends it. */
export interface Watch {
  onProgress?: (progress: ExampleProgress) => void;
  /** Rejects at once with `cancelled`; the worker goes on to what is asked next. */
  signal?: AbortSignal;
}

export interface TrainClient {
  probe(): Promise<ProbeResult>;
  describe(config: RunConfig, fingerprint: string): Promise<Description>;
  /** A question of a task's page. The answer is of the task's own type. */
  ask(asked: TrainCommands['ask']['argument'], watch?: Watch): Promise<unknown>;
  /**
   * Trains a stored run, from its latest checkpoint if it has any, or from the one that is named.
   * @returns when it has ended, however it ended: the events and the run's record tell. Rejects when it could not
   *   begin (`busy`, `data-not-found`) and when the worker crashed, after a `failed` event; whoever starts a run then
   *   calls `recover()` of storage.
   */
  train(runId: string, options: { backend: BackendPreference; resumeFrom?: string }): Promise<void>;
  /** Saves, then waits. The `paused` event tells when. */
  pause(runId: string): Promise<void>;
  continue(runId: string): Promise<void>;
  /** Saves, then ends. The `finished` event tells when. */
  stop(runId: string): Promise<void>;
  /** What the tensors of a run look like, between two of its steps. Rejects when it ends before. */
  liveTensors(asked: TrainCommands['liveTensors']['argument']): Promise<TensorReport>;
  checkpointTensors(asked: TrainCommands['checkpointTensors']['argument']): Promise<TensorReport>;
  /** A file of predictions for every example of a dataset. */
  predict(asked: TrainCommands['predict']['argument'], watch?: Watch): Promise<Uint8Array<ArrayBuffer>>;
  /** @returns a function that ends the subscription. */
  subscribe(listener: TrainListener): () => void;
  /** Ends the training worker at once: what it has not saved is lost. The run's promise rejects with `cancelled`. */
  terminate(): void;
}

/** @param tab this tab in words, told to other tabs that want the same run. */
export function openTrainClient(
  tab: string = `the tab opened at ${new Date().toLocaleTimeString()}`,
  start: (options: { threads: boolean }) => WorkerPort = startWorker,
): TrainClient {
  const trainer = openRequests<TrainCommands>(start);
  const answerer = openRequests<TrainCommands>(start);
  const listeners = new Set<TrainListener>();

  function emit(runId: string, event: TrainEvent): void {
    for (const listener of listeners) listener(runId, event);
  }

  const control = async (name: 'pause' | 'continue' | 'stop', runId: string) => {
    await trainer.request(name, { runId });
  };

  return {
    probe: () => answerer.request('probe', {}),
    describe: (config, fingerprint) => answerer.request('describe', { config, fingerprint }),
    ask: (asked, watch) => answerer.request('ask', asked, watch),
    async train(runId, { backend, resumeFrom = null }) {
      try {
        await trainer.request(
          'train',
          { runId, backend, resumeFrom, tab },
          { onProgress: (event) => emit(runId, event) },
        );
      } catch (thrown) {
        const error = AnnealError.from(thrown);
        if (error.code === 'worker-crashed') emit(runId, { type: 'failed', error: error.toJSON() });
        throw error;
      }
    },
    pause: (runId) => control('pause', runId),
    continue: (runId) => control('continue', runId),
    stop: (runId) => control('stop', runId),
    liveTensors: (asked) => trainer.request('liveTensors', asked),
    checkpointTensors: (asked) => answerer.request('checkpointTensors', asked),
    predict: (asked, watch) => answerer.request('predict', asked, watch),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    terminate: () =>
      trainer.terminate(
        new AnnealError('cancelled', 'The training was ended at once.', {
          remedy: 'Resume the run: it goes on from its latest checkpoint.',
        }),
      ),
  };
}

function startWorker({ threads }: { threads: boolean }): WorkerPort {
  // The worker hears of it by its name, before any message.
  const name = threads ? 'anneal-train' : oneThreadName;
  return new Worker(new URL('./trainWorker.ts', import.meta.url), { type: 'module', name });
}
