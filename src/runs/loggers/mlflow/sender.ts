/**
 * Brings what waits in an outbox to an MLflow server, one letter after the other, beside the training. An attempt that fails is made
 * again after a while, longer each time; one whose answer was lost first asks what has arrived, so that nothing arrives twice.
 */

import { randomStream } from '../../../engine/random';
import { AnnealError, sentence } from '../../../protocol/errors';
import type { Outbox } from '../../../protocol/outbox';
import { letterSchema, type MlflowLetter, type SenderState } from './letters';
import { type MlflowBatch, MlflowFailure, type MlflowMetric, type MlflowServer } from './server';

/** Milliseconds before the second attempt, and between late ones at most. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 60_000;

export interface SenderOptions {
  outbox: Outbox;
  server: MlflowServer;
  /** As it was read when the run was opened; the sender keeps it up to date from then on. */
  state: SenderState;
  /** In which the run is listed; left out: `anneal`. */
  experiment: string | undefined;
  /** Of the run. */
  name: string;
  /** Hears what the reader should know, in sentences. */
  say(message: string): void;
  /** Ends everything, waiting too. */
  signal: AbortSignal;
  /** A pause; for tests. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}

export interface Sender {
  /** There is something in the outbox. */
  wake(): void;
  /** Sends what is there and ends. @returns when nothing waits any more, or nothing can be sent. */
  finish(): Promise<void>;
}

export function startSender(options: SenderOptions): Sender {
  const { outbox, server, state, experiment = 'anneal', name, say, signal } = options;
  const sleep = options.sleep ?? ((milliseconds: number) => pause(milliseconds, signal));
  const random = randomStream(0, `mlflow ${state.attempt}`);
  let wake = () => {};
  let isFinishing = false;
  /** A problem that lasts is told once. */
  let told = '';

  /** Waits twice as long after each failure, give or take a half, so that many runs do not come back at once. */
  function waitAfter(failures: number, retryAfter: number | null): number {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
    return Math.max(wait * (0.5 + random.uniform()), (retryAfter ?? 0) * 1000);
  }

  /** @param call knows whether an earlier attempt may have been heard. */
  async function untilAnswered<Answer>(
    call: (doubtful: boolean) => Promise<Answer>,
    doubtful: boolean,
  ): Promise<Answer> {
    let inDoubt = doubtful;
    for (let failures = 0; ; failures++) {
      try {
        return await call(inDoubt);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof MlflowFailure) || !thrown.isPassing) throw thrown;
        inDoubt ||= thrown.isDoubtful;
        if (failures === 3 && told !== thrown.message) {
          told = thrown.message;
          say(`${thrown.message}: what is logged waits, and is sent once it answers.`);
        }
        await sleep(waitAfter(failures, thrown.retryAfter));
        signal.throwIfAborted();
      }
    }
  }

  /** The run on the server, made with the first letter. */
  async function runId(): Promise<string> {
    if (state.runId !== null) return state.runId;
    const experimentId = await untilAnswered(() => server.experiment(experiment), false);
    const tag = { key: 'anneal.attempt', value: state.attempt };
    const wasAsked = state.isAsked;
    state.isAsked = true;
    await outbox.setState({ ...state });
    const tags = [
      { key: 'mlflow.runName', value: name },
      { key: 'mlflow.source.name', value: 'anneal' },
      tag,
    ];
    state.runId = await untilAnswered(async (doubtful) => {
      const made = doubtful ? await server.findRun(experimentId, tag) : null;
      return made ?? server.createRun(experimentId, { name, startTime: state.startTime, tags });
    }, wasAsked);
    await outbox.setState({ ...state });
    return state.runId;
  }

  /** Metrics of which the server has no value of this step and time. */
  async function withoutArrived(id: string, metrics: readonly MlflowMetric[]): Promise<MlflowMetric[]> {
    const arrived = new Set<string>();
    for (const key of new Set(metrics.map((one) => one.key))) {
      const history = await server.history(id, key);
      // A server that cannot tell gets the same again, which MLflow's database keeps once.
      for (const { step, timestamp } of history ?? []) arrived.add(`${step} ${timestamp} ${key}`);
    }
    return metrics.filter(({ step, timestamp, key }) => !arrived.has(`${step} ${timestamp} ${key}`));
  }

  async function sendBatch(id: string, batch: MlflowBatch, doubtful: boolean): Promise<void> {
    let asks = doubtful;
    try {
      await untilAnswered(async (inDoubt) => {
        asks = inDoubt;
        const metrics = inDoubt ? await withoutArrived(id, batch.metrics) : batch.metrics;
        if (metrics.length + batch.params.length + batch.tags.length === 0) return;
        await server.logBatch(id, { ...batch, metrics });
      }, doubtful);
    } catch (thrown) {
      if (!(thrown instanceof MlflowFailure) || thrown.status !== 400) throw thrown;
      const halves = halvesOf(batch);
      // One entry that the server refuses takes no other with it.
      if (halves) for (const half of halves) await sendBatch(id, half, asks);
      else say(`MLflow refuses ${nameOf(batch)}, which was left out: ${sentence(thrown.message)}`);
    }
  }

  async function send(letter: MlflowLetter, doubtful: boolean): Promise<void> {
    const id = await runId();
    if (letter.kind === 'batch') return sendBatch(id, letter, doubtful);
    if (letter.kind === 'artifact') return sendArtifact(id, letter.path, letter.text);
    await untilAnswered(() => server.updateRun(id, letter.status, letter.endTime), false);
  }

  /** A server that takes no files, or not this one, gets all the rest. */
  async function sendArtifact(id: string, path: string, text: string): Promise<void> {
    let refusals = 0;
    const keep = async () => {
      try {
        await server.keepArtifact(id, path, text);
      } catch (thrown) {
        const isCut = thrown instanceof MlflowFailure && thrown.status === null;
        // A browser cuts a PUT that the server's CORS rules do not allow, and lets everything else through.
        if (!isCut || ++refusals < 3 || !(await answers())) throw thrown;
        throw new MlflowFailure(`${server.address} lets no files through`, 405, '', null);
      }
    };
    const answers = () =>
      server.greet().then(
        () => true,
        () => false,
      );
    try {
      await untilAnswered(keep, false);
    } catch (thrown) {
      if (!(thrown instanceof MlflowFailure) || thrown.status === 401 || thrown.status === 403) throw thrown;
      say(`MLflow takes no files, so that ${path} is not there: ${sentence(thrown.message)}`);
    }
  }

  async function work(): Promise<void> {
    // Of the first one nobody knows whether a session before has sent it.
    let doubtful = state.isAsked;
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const waiting = await outbox.first();
      signal.throwIfAborted();
      if (waiting) {
        const { data: letter } = letterSchema.safeParse(waiting.content);
        if (letter) {
          await send(letter, doubtful);
          state.mark = letter.mark;
          await outbox.setState({ ...state });
        }
        await outbox.remove(waiting.id);
        doubtful = false;
      } else if (isFinishing) return;
      else await woken;
    }
  }

  const working = work().catch((thrown: unknown) => {
    if (signal.aborted) return;
    const { message } = AnnealError.from(thrown);
    say(`Nothing more is sent to MLflow: ${sentence(message)} What is logged waits until the run goes on.`);
  });
  return {
    wake: () => wake(),
    finish() {
      isFinishing = true;
      wake();
      return working;
    },
  };
}

/** null for a single entry. */
function halvesOf({ metrics, params, tags }: MlflowBatch): [MlflowBatch, MlflowBatch] | null {
  const entries = [
    ...metrics.map((metric) => ({ metrics: [metric], params: [], tags: [] })),
    ...params.map((param) => ({ metrics: [], params: [param], tags: [] })),
    ...tags.map((tag) => ({ metrics: [], params: [], tags: [tag] })),
  ];
  if (entries.length < 2) return null;
  const middle = Math.ceil(entries.length / 2);
  const joined = (part: readonly MlflowBatch[]): MlflowBatch => ({
    metrics: part.flatMap((one) => one.metrics),
    params: part.flatMap((one) => one.params),
    tags: part.flatMap((one) => one.tags),
  });
  return [joined(entries.slice(0, middle)), joined(entries.slice(middle))];
}

function nameOf({ metrics, params, tags }: MlflowBatch): string {
  const [metric, param, tag] = [metrics[0], params[0], tags[0]];
  if (metric) return `"${metric.key}" of step ${metric.step}`;
  return param ? `the setting "${param.key}"` : `the tag "${tag?.key}"`;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
