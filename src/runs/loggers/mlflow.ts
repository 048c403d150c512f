/**
 * Logs a run to an MLflow server by its REST API. The training writes into an outbox and never waits for the network: what the server
 * does not take now waits there, over the end of the process too, and is sent when the run goes on. docs/loggers.md says more.
 */
import type { TrainEvent } from '../../protocol/events';
import type { Outbox } from '../../protocol/outbox';
import type { HeardRun, RunListener } from '../runListener';
import { configJson } from '../textFiles';
import { epochScalars, flatSettings, type Scalars, stepsOf, testScalars } from './loggedValues';
import {
  letterSchema,
  MAX_METRICS,
  type Mark,
  type MlflowLetter,
  metricValue,
  mlflowKeys,
  nothingTold,
  pairBatches,
  pairsOf,
  type SenderState,
  senderStateSchema,
} from './mlflow/letters';
import { type Sender, startSender } from './mlflow/sender';
import { type MlflowMetric, type MlflowStatus, mlflowServer } from './mlflow/server';

export interface MlflowOptions {
  /** `http://localhost:5000`. */
  url: string;
  /** In which the run is listed; it is made where it is missing. */
  experiment?: string | undefined;
  token?: string | undefined;
  outbox: Outbox;
  /** Hears what the reader should know, in sentences. */
  say: (message: string) => void;
  /** How long the end of the run waits for the network, in milliseconds. */
  patience?: number | undefined;
  /** When what waits at the end of the run will be sent; it completes a sentence. */
  later?: string | undefined;
  now?: (() => Date) | undefined;
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}

/** Milliseconds after which metrics go into the outbox, also where they are few. */
const LINGER = 2000;
/** Milliseconds in which a sender that was told to end has ended. */
const LAST_WORD = 200;

export function mlflowLogger(options: MlflowOptions): RunListener {
  const { outbox, say, experiment, patience = 10_000, now = () => new Date() } = options;
  const { later = 'when the run goes on' } = options;
  const abort = new AbortController();
  const server = mlflowServer({ url: options.url, token: options.token, signal: abort.signal });
  const keyOf = mlflowKeys();
  let sender: Sender | null = null;
  let run: HeardRun | null = null;
  /** How far the run is told by what was collected, in this session and before. */
  let mark: Mark = nothingTold;
  /** A session before has told these steps; they come again since the run went on from an earlier checkpoint. */
  let isRepeating = false;
  let collected: MlflowMetric[] = [];
  let lastFlush = 0;

  async function post(letter: MlflowLetter): Promise<void> {
    await outbox.add(letter);
    sender?.wake();
  }

  async function flush(): Promise<void> {
    lastFlush = now().getTime();
    for (let at = 0; at < collected.length; at += MAX_METRICS) {
      const metrics = collected.slice(at, at + MAX_METRICS);
      await post({ kind: 'batch', metrics, params: [], tags: [], mark });
    }
    collected = [];
  }

  /** Batches never divide a step's values, so that a mark is true of the whole letter. */
  async function collect(
    scalars: Scalars,
    step: number,
    next: Partial<Mark>,
    timestamp = now().getTime(),
  ): Promise<void> {
    if (collected.length + scalars.size > MAX_METRICS) await flush();
    for (const [name, value] of scalars) {
      collected.push({ key: keyOf(name), value: metricValue(value), timestamp, step });
    }
    mark = { ...mark, ...next };
  }

  async function end(status: MlflowStatus): Promise<void> {
    await flush();
    await post({ kind: 'status', status, endTime: now().getTime(), mark });
  }

  async function describe({ config, dataset }: HeardRun): Promise<void> {
    const { name, description, notes, tags } = config.experiment;
    const said = [
      ['mlflow.note.content', [description, notes].filter(Boolean).join('\n\n')],
      ['anneal.experiment', name],
      ['anneal.tags', tags.join(', ')],
      ['anneal.dataset', dataset.name],
      ['anneal.dataset_fingerprint', dataset.fingerprint],
    ] as const;
    const params = pairsOf(flatSettings(config), 'param', say);
    const tagPairs = pairsOf(
      said.filter(([, value]) => value !== ''),
      'tag',
      say,
    );
    await post({ kind: 'artifact', path: 'config.json', text: configJson(config), mark });
    const batches = pairBatches(params, tagPairs);
    for (const [i, batch] of batches.entries()) {
      if (i === batches.length - 1) mark = { ...mark, settings: true };
      await post({ kind: 'batch', ...batch, mark });
    }
  }

  async function open(heardRun: HeardRun): Promise<void> {
    const { id, name, config, resumedFrom } = heardRun;
    const startTime = now().getTime();
    const fresh: SenderState = {
      config: JSON.stringify(config),
      attempt: `${id} ${startTime}`,
      startTime,
      server: server.address,
      isAsked: false,
      runId: null,
      mark: nothingTold,
    };
    const { data: before } = senderStateSchema.safeParse(await outbox.state());
    const goesOn = before !== undefined && (resumedFrom !== null || before.config === fresh.config);
    const state = goesOn ? before : fresh;
    if (goesOn) {
      const { data: latest } = letterSchema.safeParse((await outbox.last())?.content);
      mark = latest?.mark ?? before.mark;
      isRepeating = before.config === fresh.config;
      state.config = fresh.config;
      await post({ kind: 'status', status: 'RUNNING', endTime: null, mark });
    } else {
      // Whatever waits is of an attempt that ended before its first checkpoint, with other settings.
      await outbox.clear();
    }
    await outbox.setState({ ...state });
    lastFlush = startTime;
    sender = startSender({
      outbox,
      server,
      state,
      experiment,
      name,
      say,
      signal: abort.signal,
      sleep: options.sleep,
    });
    if (!mark.settings) await describe(heardRun);
  }

  async function heard(event: TrainEvent): Promise<void> {
    switch (event.type) {
      case 'batch':
        for (const { step, scalars, time } of stepsOf(event, now())) {
          if (step > mark.step) isRepeating = false;
          if (!isRepeating) await collect(scalars, step, { step }, Math.round(time));
        }
        if (collected.length > 0 && now().getTime() - lastFlush > LINGER) await flush();
        return;
      case 'epoch':
        if (isRepeating && event.epoch <= mark.epoch) return;
        return collect(epochScalars(event), event.step, { epoch: event.epoch });
      case 'checkpoint':
        // What stands before a checkpoint is never told again.
        return flush();
      case 'finished':
        if (event.test && mark.test !== event.step) {
          await collect(testScalars(event), event.step, { test: event.step });
        }
        return end(event.reason === 'stopped' ? 'KILLED' : 'FINISHED');
      case 'failed':
        return end('FAILED');
      default:
        return;
    }
  }

  return {
    name: 'MLflow',
    started(heardRun) {
      run = heardRun;
    },
    async heard(event) {
      if (event.type === 'started') await open(run!);
      // A training that was refused has not begun.
      else if (sender) await heard(event);
    },
    async ended() {
      if (!sender) return;
      try {
        await flush();
        await settled(sender.finish(), patience);
      } finally {
        abort.abort();
        // What it writes just now is its last.
        await settled(sender.finish(), LAST_WORD);
      }
      const waiting = await outbox.count();
      if (waiting > 0) {
        say(
          `${waiting} ${waiting === 1 ? 'batch waits' : 'batches wait'} for ${server.address}, and will be sent ${later}.`,
        );
      }
    },
  };
}

/** Waits for work, and so many milliseconds at most. */
async function settled(work: Promise<void>, patience: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
