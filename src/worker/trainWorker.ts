/**
 * The training worker: answers the commands of `protocol/commands.ts`. It only connects: what a command does is in the
 * file that it names.
 */
import { selectBackend } from '../engine/tfjs/backend';
import { refuseThreads, watchThreads } from '../engine/tfjs/wasmThreads';
import { train } from '../engine/trainer';
import type { TrainControl } from '../engine/training/stages';
import {
  analyseSchema,
  controlSchema,
  describeSchema,
  predictSchema,
  previewCropsSchema,
  probeSchema,
  type TrainCommands,
  trainSchema,
} from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { logLine } from '../runs/runLog';
import { loadDataset } from '../storage/datasets';
import { taskOf } from '../tasks/engines';
import { segmentationDatasetSchema } from '../tasks/segmentation/config';
import { previewAugmentation } from '../tasks/segmentation/previews/previewAugmentation';
import { createImageShelf } from '../tasks/segmentation/previews/storedImages';
import { analyseModel } from './analyseModel';
import { withCheckpointModel } from './checkpointModel';
import { describeRun } from './describeRun';
import { oneThreadName } from './oneThread';
import { predictionsFile } from './predictModel';
import { probeBackends } from './probeBackends';
import { serveRequests, type WorkerScope } from './serveRequests';
import { sparingly } from './throttle';
import { trainRun } from './trainRun';
import { selectTunedBackend } from './tunedBackend';

/** The run that trains here. One at a time: the active backend is global to TensorFlow.js. */
let current: { runId: string; control: TrainControl } | null = null;

const images = createImageShelf();

function setRequest(runId: string, request: TrainControl['request']): null {
  if (current?.runId !== runId) {
    throw new AnnealError('data-not-found', 'This run is not being trained in this tab', {
      place: `run ${runId}`,
      remedy: 'It may have ended already, or be training in another tab.',
    });
  }
  // A stop is final: the trainer may already be ending.
  if (current.control.request !== 'stop') current.control.request = request;
  return null;
}

// The DOM's types know no worker scope; `self` is one here.
const scope = self as unknown as WorkerScope;

watchThreads((state) => scope.postMessage({ kind: 'threads', state }, []));
if (scope.name === oneThreadName) {
  refuseThreads('The threads of WASM did not start in this browser, so it computes on one.');
}

serveRequests<TrainCommands>(scope, {
  probe: { schema: probeSchema, handle: probeBackends },
  describe: { schema: describeSchema, handle: ({ config, fingerprint }) => describeRun(config, fingerprint) },
  previewCrops: {
    schema: previewCropsSchema,
    async handle({ config, fingerprint, rows, seed, backend: preference }, { transfer }) {
      const { images: array, masks } = segmentationDatasetSchema.parse(config.dataset);
      const stored = await images(fingerprint, { images: array, masks });
      await selectBackend(preference);
      return previewAugmentation(config, stored, rows, seed, transfer);
    },
  },
  train: {
    schema: trainSchema,
    async handle({ runId, backend: preference, resumeFrom, tab }, { progress }) {
      if (current) {
        throw new AnnealError('busy', 'Another run is being trained in this tab', {
          place: `run ${current.runId}`,
          remedy: 'Wait until it has ended, or stop it.',
        });
      }
      const control: TrainControl = { request: 'run' };
      current = { runId, control };
      try {
        // Before the run's lock is taken: a worker that hangs while it starts threads would keep it. An error belongs to
        // the run and is met in `open`.
        const backend = selectTunedBackend(preference);
        await backend.catch(() => undefined);
        await trainRun({
          runId,
          resumeFrom,
          tab,
          control,
          emit: progress,
          logLine,
          async open({ config, dataset: { fingerprint } }, resume, best) {
            const task = taskOf(config.task);
            const arrays = await loadDataset(fingerprint);
            return train({
              config,
              task,
              arrays,
              fingerprint,
              backend: await backend,
              control,
              ...(resume && { resume }),
              ...(best && { best }),
            });
          },
        });
        return null;
      } finally {
        current = null;
      }
    },
  },
  pause: { schema: controlSchema, handle: ({ runId }) => setRequest(runId, 'pause') },
  continue: { schema: controlSchema, handle: ({ runId }) => setRequest(runId, 'run') },
  stop: { schema: controlSchema, handle: ({ runId }) => setRequest(runId, 'stop') },
  analyse: {
    schema: analyseSchema,
    handle: ({ checkpointId, split, backend }, { progress, signal }) =>
      withCheckpointModel(checkpointId, null, backend, (model) =>
        analyseModel(model, split, { progress: sparingly(progress), signal }),
      ),
  },
  predict: {
    schema: predictSchema,
    async handle({ checkpointId, fingerprint, format, threshold, backend }, { progress, signal, transfer }) {
      const watch = { progress: sparingly(progress), signal };
      const bytes = await withCheckpointModel(checkpointId, fingerprint, backend, (model, { state }) =>
        predictionsFile(
          model,
          { format, threshold, trainedOnThis: state.fingerprint === fingerprint },
          watch,
        ),
      );
      transfer.push(bytes.buffer);
      return bytes;
    },
  },
});
