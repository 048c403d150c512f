/**
 * The training worker: answers the commands of `protocol/commands.ts`. It only connects: what a command does is in the
 * file that it names.
 */
import { refuseThreads, watchThreads } from '../engine/tfjs/wasmThreads';
import { train } from '../engine/trainer';
import type { TrainControl } from '../engine/training/stages';
import {
  askSchema,
  checkpointTensorsSchema,
  controlSchema,
  describeSchema,
  liveTensorsSchema,
  type PredictedFile,
  predictSchema,
  probeSchema,
  type TrainCommands,
  trainSchema,
  verifySchema,
} from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { stepBuffers } from '../protocol/steps';
import { openDataset } from '../storage/datasets';
import { workspace } from '../storage/scratch';
import { engines } from '../tasks/engines';
import { predictionsFile } from '../tasks/predictionsFile';
import { taskKind } from '../tasks/runConfig';
import { answerQuestion } from './answerQuestion';
import { openCheckpointModel, trainedModel } from './checkpointModel';
import { describeRun } from './describeRun';
import { oneThreadReason } from './oneThread';
import { pickedLoggers } from './pickedLoggers';
import { probeBackends } from './probeBackends';
import { serveRequests, type WorkerScope } from './serveRequests';
import { storedWeights } from './storedWeights';
import { checkpointTensors, liveTensors } from './tensors';
import { throttle } from './throttle';
import { trainRun } from './trainRun';
import { selectTunedBackend } from './tunedBackend';
import { verifyStored } from './verifyStored';

/** The run that trains here. One a worker: the active backend is global to TensorFlow.js. */
let current: { runId: string; control: TrainControl; ended: Promise<void> } | null = null;

function trainedHere(runId: string): NonNullable<typeof current> {
  if (current?.runId !== runId) {
    throw new AnnealError('data-not-found', 'This run is not being trained in this tab.', {
      place: `run ${runId}`,
      remedy: 'It may have ended already, or be training in another tab.',
    });
  }
  return current;
}

function setRequest(runId: string, request: TrainControl['request']): null {
  const { control } = trainedHere(runId);
  // A stop is final: the trainer may already be ending.
  if (control.request !== 'stop') control.request = request;
  return null;
}

// The DOM's types know no worker scope; `self` is one here.
const scope = self as unknown as WorkerScope;

watchThreads((state) => scope.postMessage({ kind: 'threads', state }, []));
refuseThreads(oneThreadReason(scope.name));

serveRequests<TrainCommands>(scope, {
  probe: { schema: probeSchema, handle: probeBackends },
  describe: { schema: describeSchema, handle: ({ config, fingerprint }) => describeRun(config, fingerprint) },
  ask: {
    schema: askSchema,
    handle: (asked, { progress, signal, transfer }) =>
      answerQuestion(asked, { progress: throttle(progress), signal, transfer }),
  },
  train: {
    schema: trainSchema,
    async handle({ runId, backend: preference, resumeFrom, moreEpochs, logging, mlflow, tab }, { progress }) {
      if (current) {
        throw new AnnealError('busy', 'Another run is being trained by this worker.', {
          place: `run ${current.runId}`,
          remedy: 'Wait until it has ended, or stop it.',
        });
      }
      const control: TrainControl = { request: 'run' };
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      current = { runId, control, ended };
      try {
        // Before the run's lock is taken: a worker that hangs while it starts threads would keep it. An error belongs to
        // the run and is met in `open`.
        const backend = selectTunedBackend(preference);
        await backend.catch(() => undefined);
        await trainRun({
          runId,
          resumeFrom,
          moreEpochs,
          tab,
          control,
          listeners: pickedLoggers(logging, mlflow),
          emit: (event) => progress(event, event.type === 'batch' ? stepBuffers(event.steps) : []),
          async open({ config, dataset: { fingerprint } }, resume, best) {
            const task = engines[taskKind(config.task)];
            const pretrained = resume ? undefined : await storedWeights(config);
            const { data } = await openDataset(fingerprint);
            return train({
              config,
              task,
              data,
              workspace,
              fingerprint,
              backend: await backend,
              control,
              ...(pretrained && { pretrained }),
              ...(resume && { resume }),
              ...(best && { best }),
            });
          },
        });
        return null;
      } finally {
        current = null;
        end();
      }
    },
  },
  pause: { schema: controlSchema, handle: ({ runId }) => setRequest(runId, 'pause') },
  continue: { schema: controlSchema, handle: ({ runId }) => setRequest(runId, 'run') },
  stop: { schema: controlSchema, handle: ({ runId }) => setRequest(runId, 'stop') },
  liveTensors: {
    schema: liveTensorsSchema,
    handle: ({ runId, activations }) => liveTensors(trainedHere(runId), activations),
  },
  checkpointTensors: { schema: checkpointTensorsSchema, handle: checkpointTensors },
  verify: { schema: verifySchema, handle: verifyStored },
  predict: {
    schema: predictSchema,
    async handle(asked, { progress, signal, transfer }) {
      const { checkpointId, fingerprint, ending, options, backend } = asked;
      const watch = { progress: throttle(progress), signal };
      const { model, checkpoint } = await openCheckpointModel(checkpointId, fingerprint, backend);
      try {
        const { config, fingerprint: trainedOn } = checkpoint.state;
        const own = trainedOn === fingerprint;
        const told: PredictedFile['remarks'] = [];
        const request = {
          ending,
          options,
          own,
          remark: (message: string) => void told.push({ code: 'predictions', message }),
          trained: () => trainedModel(checkpoint),
        };
        const bytes = await predictionsFile(config.task, model, request, watch);
        transfer.push(bytes.buffer);
        return { bytes, remarks: [...model.workload.remarks, ...told] };
      } finally {
        model.dispose();
      }
    },
  },
});
