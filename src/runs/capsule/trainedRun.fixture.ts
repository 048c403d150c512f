/** A run that was really trained, as the bundle that a capsule is made of; for the tests of each task. */

import type { Backend } from '../../engine/backend';
import { encodeCheckpoint } from '../../engine/checkpoints/encode';
import { residentData } from '../../engine/data/datasetReader';
import { fingerprintOf } from '../../engine/data/fingerprint';
import { environmentHere } from '../../engine/environment';
import { train } from '../../engine/trainer';
import type { ArraySet } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';
import type { RunBundle } from '../../protocol/records';
import { joinSteps, noSteps } from '../../protocol/steps';
import { testRun } from '../../protocol/testRun.fixture';
import type { Verification } from '../../protocol/verification';
import { engines } from '../../tasks/engines';
import { parseConfig, taskKind } from '../../tasks/runConfig';
import { logLine } from '../runLog';
import { readRunArchive } from './readRunArchive';
import { writeRunArchive } from './runArchive';
import { verifyRun } from './verifyRun';

export interface TrainedRun {
  /** Partial; it names its task. */
  config: object;
  arrays: ArraySet;
  backend: Backend;
}

export async function trainedBundle({ config, arrays, backend }: TrainedRun): Promise<RunBundle> {
  const parsed = parseConfig(config).config;
  const data = residentData(arrays);
  const fingerprint = await fingerprintOf(data);
  const now = new Date('2026-03-01T10:00:00.000Z');
  const bundle: RunBundle = {
    run: testRun({
      ...{ id: 'trained', name: 'trained', config: parsed, dataset: { fingerprint, name: 'data' } },
      ...{ createdAt: now.toISOString(), updatedAt: now.toISOString() },
      ...{ seconds: 0, epoch: 0, step: 0, totalEpochs: 0, totalSteps: 0, finishReason: null },
    }),
    epochs: [],
    steps: noSteps,
    log: [],
    examples: null,
    checkpoints: [],
  };
  const { run } = bundle;
  const options = { config: parsed, task: engines[taskKind(parsed.task)], data, fingerprint, backend };
  for await (const event of train({ ...options, control: { request: 'run' } })) {
    if (event.type === 'snapshot') {
      const { checkpoint, kinds, history } = event;
      const payload = encodeCheckpoint(checkpoint);
      const { epoch, step, value, best } = checkpoint.state;
      const summary = {
        id: `step-${step}`,
        kinds,
        epoch,
        step,
        monitor: best?.monitor ?? '',
        value,
        bytes: payload.length,
        createdAt: now.toISOString(),
      };
      bundle.checkpoints.push({ summary, payload });
      bundle.epochs.push(...history.epochs);
      bundle.steps = joinSteps([bundle.steps, history.steps]);
      continue;
    }
    const line = logLine(event, now);
    if (line !== null) bundle.log.push(...line.split('\n'));
    if (event.type === 'failed') throw AnnealError.fromJSON(event.error);
    if (event.type === 'started') {
      const { backend: info, metrics, parameterCount, totalEpochs, totalSteps } = event;
      Object.assign(run, { backend: info, metrics, parameterCount, totalEpochs, totalSteps });
    }
    if (event.type === 'warning') run.warnings.push({ code: event.code, message: event.message });
    if (event.type === 'examples') bundle.examples = { epoch: event.epoch, value: event.value };
    if (event.type === 'finished') {
      const { epoch, step, best, test, seconds, reason, comparison } = event;
      Object.assign(run, { epoch, step, best, test, seconds, finishReason: reason });
      if (comparison) run.comparison = comparison;
    }
  }
  return bundle;
}

/** Writes the capsule, reads it back, and measures it again. */
export async function verifiedFromCapsule(
  bundle: RunBundle,
  { arrays, backend }: Pick<TrainedRun, 'arrays' | 'backend'>,
): Promise<Verification> {
  const bytes = await writeRunArchive(bundle, {}, environmentHere(), new Date());
  const read = await readRunArchive({ name: 'capsule.zip', blob: new Blob([bytes]) }, new Date());
  return verifyRun({ bundle: read, data: residentData(arrays), backend: backend.info });
}
