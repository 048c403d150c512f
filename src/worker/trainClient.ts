/**
 * The page's side of the training workers, which are all of one kind: commands as typed promises, a run's events to whoever
 * listens. Each run trains in a worker of its own, and one more answers questions (which backends there are, what a
 * configuration would train, analyses, predictions), so that a question neither waits for a training nor disturbs it.
 */
import type {
  BackendPreference,
  Description,
  ExampleProgress,
  PredictedFile,
  ProbeResult,
  TrainCommands,
} from '../protocol/commands';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import type { Logging } from '../protocol/logging';
import type { TensorReport } from '../protocol/tensors';
import type { Verification } from '../protocol/verification';
import { oneThreadNames } from './oneThread';
import { openRequests, type RequestClient, type WorkerPort } from './requests';

export type TrainListener = (runId: string, event: TrainEvent) => void;

/** Follows work on examples, and ends it. */
export interface Watch {
  onProgress?: (progress: ExampleProgress) => void;
  /** Rejects at once with `cancelled`; the worker goes on to what is asked next. */
  signal?: AbortSignal;
}

export interface TrainOptions {
  backend: BackendPreference;
  resumeFrom?: string;
  /** Continue an ended run for so many epochs. */
  moreEpochs?: number;
  /** The folder that it is logged to, and for whom. */
  logging?: Logging;
  /** The address of the MLflow server that it is logged to. */
  mlflow?: string;
  /** Other runs are on the cores: WASM computes on one thread. */
  oneThread?: boolean;
}

export interface WorkerStart {
  /** False after a worker that did not survive starting threads. */
  threads: boolean;
  /** For a run that trains beside others. */
  beside: boolean;
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
  train(runId: string, options: TrainOptions): Promise<void>;
  /** Saves, then waits. The `paused` event tells when. */
  pause(runId: string): Promise<void>;
  continue(runId: string): Promise<void>;
  /** Saves, then ends. The `finished` event tells when. */
  stop(runId: string): Promise<void>;
  /** What the tensors of a run look like, between two of its steps. Rejects when it ends before. */
  liveTensors(asked: TrainCommands['liveTensors']['argument']): Promise<TensorReport>;
  checkpointTensors(asked: TrainCommands['checkpointTensors']['argument']): Promise<TensorReport>;
  /** A file of predictions for every example of a dataset. */
  predict(asked: TrainCommands['predict']['argument'], watch?: Watch): Promise<PredictedFile>;
  /** Whether the metrics that a stored run has kept come again from its best checkpoint. */
  verify(asked: TrainCommands['verify']['argument'], watch?: Watch): Promise<Verification>;
  /** @returns a function that ends the subscription. */
  subscribe(listener: TrainListener): () => void;
  /** Runs that start from now on train in workers of their own start: a worker keeps the policy that it was given. */
  renew(): void;
  /** Ends the workers that train at once: what they have not saved is lost. Their runs' promises reject with `cancelled`. */
  terminate(): void;
}

/** @param tab this tab in words, told to other tabs that want the same run. */
export function openTrainClient(
  tab: string,
  start: (options: WorkerStart) => WorkerPort = startWorker,
): TrainClient {
  const openWorker = (beside: boolean) =>
    openRequests<TrainCommands>(({ threads }) => start({ threads, beside }));
  const answerer = openWorker(false);
  const trainers = new Map<string, RequestClient<TrainCommands>>();
  /** Has trained, and waits for the next run: a backend takes a while to start. */
  let idle: RequestClient<TrainCommands> | null = null;
  /** Those that started before `renew` and train still. */
  const outdated = new Set<RequestClient<TrainCommands>>();
  const listeners = new Set<TrainListener>();

  function emit(runId: string, event: TrainEvent): void {
    for (const listener of listeners) listener(runId, event);
  }

  function takeTrainer(runId: string, beside: boolean): RequestClient<TrainCommands> {
    if (trainers.has(runId)) {
      throw new AnnealError('busy', 'This run is being trained in this tab already.', {
        place: `run ${runId}`,
        remedy: 'Wait until it has ended, or stop it.',
      });
    }
    const trainer = beside ? null : idle;
    if (trainer) idle = null;
    const taken = trainer ?? openWorker(beside);
    trainers.set(runId, taken);
    return taken;
  }

  /** One worker is kept for the next run; the others are ended, since the memory of WASM never shrinks. */
  function giveBack(runId: string, trainer: RequestClient<TrainCommands>, beside: boolean): void {
    trainers.delete(runId);
    const isOutdated = outdated.delete(trainer);
    if (idle === null && !beside && !isOutdated) idle = trainer;
    else trainer.terminate(new AnnealError('cancelled', 'The run has ended.'));
  }

  function trainerOf(runId: string): RequestClient<TrainCommands> {
    const trainer = trainers.get(runId);
    if (trainer) return trainer;
    throw new AnnealError('data-not-found', 'This run is not being trained in this tab.', {
      place: `run ${runId}`,
      remedy: 'It may have ended already, or be training in another tab.',
    });
  }

  const control = async (name: 'pause' | 'continue' | 'stop', runId: string) => {
    await trainerOf(runId).request(name, { runId });
  };

  return {
    probe: () => answerer.request('probe', {}),
    describe: (config, fingerprint) => answerer.request('describe', { config, fingerprint }),
    ask: (asked, watch) => answerer.request('ask', asked, watch),
    async train(runId, options) {
      const { backend, resumeFrom = null, moreEpochs = null, oneThread = false } = options;
      const { logging = null, mlflow = null } = options;
      const trainer = takeTrainer(runId, oneThread);
      try {
        await trainer.request(
          'train',
          { runId, backend, resumeFrom, moreEpochs, logging, mlflow, tab },
          { onProgress: (event) => emit(runId, event) },
        );
      } catch (thrown) {
        const error = AnnealError.from(thrown);
        if (error.code === 'worker-crashed') emit(runId, { type: 'failed', error: error.toJSON() });
        throw error;
      } finally {
        giveBack(runId, trainer, oneThread);
      }
    },
    pause: (runId) => control('pause', runId),
    continue: (runId) => control('continue', runId),
    stop: (runId) => control('stop', runId),
    liveTensors: async (asked) => trainerOf(asked.runId).request('liveTensors', asked),
    checkpointTensors: (asked) => answerer.request('checkpointTensors', asked),
    predict: (asked, watch) => answerer.request('predict', asked, watch),
    verify: (asked, watch) => answerer.request('verify', asked, { signal: watch?.signal }),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    renew() {
      for (const trainer of trainers.values()) outdated.add(trainer);
      idle?.terminate(new AnnealError('cancelled', 'Another worker takes its place.'));
      idle = null;
      if (answerer.pending() === 0) answerer.terminate(new AnnealError('cancelled', 'Nothing was asked.'));
    },
    terminate() {
      const reason = new AnnealError('cancelled', 'The training was ended at once.', {
        remedy: 'Resume the run: it goes on from its latest checkpoint.',
      });
      for (const trainer of trainers.values()) trainer.terminate(reason);
      idle?.terminate(reason);
    },
  };
}

function startWorker({ threads, beside }: WorkerStart): WorkerPort {
  // The worker hears of it by its name, before any message.
  const name = beside ? oneThreadNames.beside : threads ? 'anneal-train' : oneThreadNames.failed;
  return new Worker(new URL('./trainWorker.ts', import.meta.url), { type: 'module', name });
}
