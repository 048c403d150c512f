/** Measures the best checkpoint of a run again, on the data it was trained on, and says whether the stored metrics come again. */
import { decodeCheckpoint } from '../../engine/checkpoints/encode';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { fingerprintOf } from '../../engine/data/fingerprint';
import type { Workspace } from '../../engine/data/workspace';
import { environmentHere } from '../../engine/environment';
import { type LoadedModel, loadModel } from '../../engine/training/evaluate';
import { AnnealError } from '../../protocol/errors';
import type { BackendInfo, EpochRow } from '../../protocol/events';
import { lossWeightsGroup } from '../../protocol/metrics';
import type { RunBundle } from '../../protocol/records';
import type { Verification } from '../../protocol/verification';
import { engines } from '../../tasks/engines';
import { taskKind } from '../../tasks/runConfig';
import { bestRow } from '../bestRow';
import { storedResults } from './storedMetrics';
import { type MeasuredAgain, verdictOf } from './verdict';

export interface VerifyOptions {
  bundle: Pick<RunBundle, 'run' | 'epochs' | 'log' | 'checkpoints'>;
  data: DatasetReader;
  /** The active backend. */
  backend: BackendInfo;
  workspace?: Workspace;
  /** Looked at between the parts. */
  signal?: AbortSignal;
  /** How the data differ from those of the run, as the end of a sentence: "has the same columns, but other values". */
  differs?: () => string;
}

/**
 * With the stored configuration, so on the same rows, and with the weights of the loss's parts as they were then.
 * @throws data-mismatch for other data, data-not-found where the run has stored no metrics or not its best checkpoint.
 */
export async function verifyRun(options: VerifyOptions): Promise<Verification> {
  const { bundle, data, backend, workspace, signal } = options;
  const { run } = bundle;
  const { best, parts } = storedResults(bundle);
  if (!best || parts.length === 0) {
    throw new AnnealError(
      'data-not-found',
      `${run.name} has stored no metrics that could be measured again.`,
      {
        place: run.name,
        remedy: 'Verify a run that has ended an epoch with validation rows, or that was tested at its end.',
      },
    );
  }
  const kept = bundle.checkpoints.find(({ summary }) => summary.step === best.step);
  if (!kept) {
    throw new AnnealError('data-not-found', `The checkpoint of ${run.name}'s best epoch is not there.`, {
      place: `epoch ${best.epoch}, step ${best.step}`,
      remedy: 'Use a capsule of the whole run: its checkpoints must hold the best one.',
    });
  }
  const checkpoint = decodeCheckpoint(kept.payload);
  await requireOwnData(checkpoint.state.fingerprint, options);
  const model = await loadModel(engines[taskKind(run.config.task)], checkpoint, data, workspace);
  try {
    const measured: MeasuredAgain[] = [];
    for (const stored of parts) {
      signal?.throwIfAborted();
      const rows = model.workload.splits[stored.part];
      const lossWeights =
        stored.part === 'validation'
          ? weightsOfEpoch(model, bestRow(bundle))
          : weightsAtEnd(model, bundle.checkpoints);
      const { metrics } = await model.executable.evaluate(model.parameters, rows, { lossWeights });
      measured.push({ stored, metrics, rows: rows.length });
    }
    const now = { ...backend, environment: environmentHere() };
    return verdictOf(measured, { best, now, infos: model.workload.metricInfos });
  } finally {
    model.dispose();
  }
}

/** What the checkpoint was trained on counts, whatever is written beside it. */
async function requireOwnData(
  fingerprint: string,
  { bundle: { run }, data, differs }: VerifyOptions,
): Promise<void> {
  const { source } = run.dataset;
  const found = await fingerprintOf(data);
  if (found === fingerprint) return;
  const how = differs ? `: what was given ${differs()}` : '';
  throw new AnnealError('data-mismatch', `These are not the data that ${run.name} was trained on${how}.`, {
    place: run.dataset.name,
    received: `fingerprint ${found.slice(0, 12)}…, the checkpoint has ${fingerprint.slice(0, 12)}…`,
    remedy: `Give ${source?.files.join(', ') || 'the files of the training'}, read as they were then.`,
  });
}

/** Where they move, the history has those that an epoch was trained and validated with; the checkpoint has the next ones. */
function weightsOfEpoch({ workload, lossWeights }: LoadedModel, row: EpochRow | null): readonly number[] {
  const names = workload.metricInfos
    .filter(({ group }) => group === lossWeightsGroup)
    .map(({ name }) => name);
  const values = names.map((name) => row?.train[name]);
  return values.length > 0 && values.every((value) => value !== undefined) ? values : lossWeights;
}

/** A test comes at the end of a run, with the weights that the last epoch left behind. */
function weightsAtEnd(
  { workload, lossWeights }: LoadedModel,
  checkpoints: RunBundle['checkpoints'],
): readonly number[] {
  const last = checkpoints.reduce((a, b) => (b.summary.step >= a.summary.step ? b : a));
  const { state } = decodeCheckpoint(last.payload);
  const weights = state.lossWeights === null ? undefined : workload.createLossWeights?.();
  weights?.restore(state.lossWeights);
  return weights?.values() ?? lossWeights;
}
