/** What the trainer yields: the events of the protocol, with whole checkpoints in place of their summaries. */
import type { CheckpointEvent, CheckpointKind, EpochRow, TrainEvent } from '../../protocol/events';
import type { StepColumns } from '../../protocol/steps';
import type { Checkpoint } from '../checkpoints/checkpoint';

/** Commit this before asking for the next event. */
export interface SnapshotEvent {
  type: 'snapshot';
  kinds: CheckpointKind[];
  checkpoint: Checkpoint;
  /** Of the monitored metric: which checkpoints are better. */
  direction: 'min' | 'max';
  /** Everything since the snapshot before. */
  history: { epochs: EpochRow[]; steps: StepColumns };
}

export type TrainerEvent = Exclude<TrainEvent, CheckpointEvent> | SnapshotEvent;

export type TrainerEvents<Result = void> = AsyncGenerator<TrainerEvent, Result, void>;
