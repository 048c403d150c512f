/**
 * The training loop: an async generator of events. It trains, evaluates, and says what happened; storing checkpoints,
 * drawing and logging are its consumers' work. A consumer must have committed a `snapshot` before it asks for the next
 * event.
 */

import { AnnealError } from '../protocol/errors';
import { type Backend, lossOfGpu } from './backend';
import { canResumeExactly } from './checkpoints/checkpoint';
import { Rollback } from './training/ledger';
import { createReadAhead } from './training/readAhead';
import { createSession, type Session, type SessionOptions } from './training/session';
import { createStages, type StagesOptions } from './training/stages';
import type { TrainerEvents } from './training/trainerEvent';

export type TrainOptions = SessionOptions & StagesOptions;

/**
 * Milliseconds in which a browser mostly says that the device is lost whose read it has just refused: it learns of the one
 * by itself, and of the other from another process.
 */
const LOSS_IS_TOLD_WITHIN = 2000;

/** Milliseconds between breaths, in which messages and timers run. */
const BREATH = 30;

const optimizerReset =
  'The checkpoint holds no optimizer state: moments start at zero, so that the run goes on a little differently than it would have.';

/** Trains until epochs, steps, minutes or patience are over, or `control` says stop. Errors become `failed`. */
export async function* train(options: TrainOptions): TrainerEvents {
  let session: Session | null = null;
  try {
    session = await createSession(options);
    yield* loop(session, options);
  } catch (error) {
    yield { type: 'failed', error: (await causeOf(error, options.backend)).toJSON() };
  } finally {
    session?.dispose();
  }
}

async function* loop(session: Session, options: TrainOptions): TrainerEvents {
  const { workload, stepsPerEpoch, config } = session;
  const { training } = config;
  const { control, resume } = options;
  const exact = resume === undefined || canResumeExactly(resume);
  const stages = createStages(session, options, resume && exact ? resume : await session.capture(null));
  let breath = performance.now();
  try {
    yield stages.started(resume !== undefined);
    for (const remark of [...session.remarks, ...workload.remarks]) yield { type: 'warning', ...remark };
    if (!exact) yield { type: 'warning', code: 'optimizer-reset', message: optimizerReset };
    for (;;) {
      const reason = stages.reasonToFinish();
      if (reason) return yield* stages.finish(reason);
      const plan = session.plan();
      const ahead = createReadAhead(session.executable, plan, session.progress.stepInEpoch);
      try {
        while (session.progress.stepInEpoch < stepsPerEpoch && !stages.reasonToFinish()) {
          if (control.lookers?.length) await stages.show();
          if (control.request !== 'run' && !(yield* stages.rest())) return yield* stages.finish('stopped');
          const batches = ahead.next();
          stages.step(batches instanceof Promise ? await batches : batches);
          ahead.advance();
          if (session.progress.step % training.logEveryNSteps === 0) yield* stages.settle(false);
          if (stages.clockIsDue()) yield* stages.tellClock();
          if (stages.saveIsDue()) yield* stages.save();
          if (performance.now() - breath > BREATH) {
            await nextTask();
            stages.countTime();
            breath = performance.now();
          }
        }
        yield* stages.settle(true);
        yield* session.progress.stepInEpoch === stepsPerEpoch ? stages.endEpoch() : stages.endPartialEpoch();
      } catch (error) {
        if (!(error instanceof Rollback)) throw error;
        yield* stages.rollBack(error.step);
      }
    }
  } finally {
    stages.dispose();
  }
}

/**
 * Why a run failed: the loss of the GPU or its first error, where there is one; else what was thrown, which is often only
 * a consequence, as reading from a GPU that is gone.
 */
async function causeOf(thrown: unknown, backend: Backend): Promise<AnnealError> {
  const ours = thrown instanceof AnnealError || backend.info.name !== 'webgpu';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ours ? 0 : LOSS_IS_TOLD_WITHIN, null);
  });
  const lost = await Promise.race([backend.lost, silence]);
  clearTimeout(timer);
  const fault = lost ?? backend.takeFault();
  if (fault || ours) return fault ?? AnnealError.from(thrown);
  // Nobody gives a buffer up that is being read: this is how a lost device refuses, and a busy one may take minutes to say so.
  const aborted = thrown instanceof DOMException && thrown.name === 'AbortError';
  return aborted ? lossOfGpu(thrown.message) : AnnealError.from(thrown);
}

/**
 * Lets waiting messages, timers and input run: resolves in a new task, not a microtask. A message channel because
 * `setTimeout` is held back in hidden tabs; `setImmediate` in Node, where an open channel would keep the process alive.
 */
function nextTask(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
