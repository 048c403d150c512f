/** What tensors look like: of the run that trains here, between two of its steps, and of a stored checkpoint. */
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import { checkpointReport } from '../engine/checkpoints/tensorSummaries';
import { modelActivations } from '../engine/training/evaluate';
import type { TrainControl } from '../engine/training/stages';
import type { TrainCommands } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import type { TensorReport } from '../protocol/tensors';
import { loadCheckpoint } from '../storage/checkpoints';
import { openCheckpointModel } from './checkpointModel';

export interface TrainedRun {
  control: TrainControl;
  /** Resolves when the training has ended, however it ended. */
  ended: Promise<void>;
}

/** Waits for the end of a step, while the run is loaded or paused as well. @throws data-not-found when it ends before. */
export function liveTensors({ control, ended }: TrainedRun, activations: boolean): Promise<TensorReport> {
  const shown = new Promise<TensorReport>((tell) => {
    control.lookers ??= [];
    control.lookers.push({ activations, tell });
  });
  const over = ended.then((): never => {
    throw new AnnealError('data-not-found', 'The run ended before its tensors could be read.', {
      place: 'tensors',
      remedy: 'Look at its latest checkpoint.',
    });
  });
  return Promise.race([shown, over]);
}

/** @throws data-not-found or checkpoint-damaged. */
export async function checkpointTensors({
  checkpointId,
  activations,
  backend,
}: TrainCommands['checkpointTensors']['argument']): Promise<TensorReport> {
  if (!activations) return checkpointReport(decodeCheckpoint((await loadCheckpoint(checkpointId)).payload));
  const { model, checkpoint } = await openCheckpointModel(checkpointId, null, backend);
  try {
    const report = checkpointReport(checkpoint);
    return { ...report, tensors: [...report.tensors, ...(await modelActivations(model, checkpoint.state))] };
  } finally {
    model.dispose();
  }
}
