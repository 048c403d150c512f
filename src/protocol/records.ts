/** What is kept between visits, each with its version. Keys: `storage/`; earlier versions: `migrations.ts`. */
import type { RunConfig } from './config';
import type { ErrorJson } from './errors';
import type {
  BackendInfo,
  BestValue,
  CheckpointSummary,
  EpochRow,
  FinishReason,
  Metrics,
  StepPoint,
} from './events';
import type { MetricInfo } from './metrics';

export type RunStatus = 'waiting' | 'training' | 'paused' | 'finished' | 'stopped' | 'interrupted' | 'failed';

export interface RunRecord {
  version: 2;
  id: string;
  name: string;
  config: RunConfig;
  dataset: { fingerprint: string; name: string };
  status: RunStatus;
  createdAt: string;
  updatedAt: string;
  /** Seconds of training, over all sessions. */
  seconds: number;
  epoch: number;
  step: number;
  totalEpochs: number;
  totalSteps: number;
  /** As the run began to say what it measures; empty before, and for runs of before they were kept. */
  metrics: MetricInfo[];
  best: BestValue | null;
  test: Metrics | null;
  finishReason: FinishReason | null;
  backend: BackendInfo | null;
  parameterCount: number | null;
  error: ErrorJson | null;
  notes: string;
  tags: string[];
  /** Index into the series palette; a run keeps its colour for life. */
  colour: number;
}

/** History is kept in chunks so that a commit never rewrites what is old. */
export interface HistoryChunk {
  version: 1;
  runId: string;
  index: number;
  epochs: EpochRow[];
  points: StepPoint[];
  /** Lines of the run's log. */
  log: string[];
}

/** A run as a whole: what is downloaded as one archive and can be brought back from it. */
export interface RunBundle {
  run: RunRecord;
  epochs: EpochRow[];
  points: StepPoint[];
  log: string[];
  /** Oldest first; each payload is a checkpoint file with everything that resuming needs. */
  checkpoints: { summary: CheckpointSummary; payload: Uint8Array<ArrayBuffer> }[];
}

export interface CheckpointRecord extends CheckpointSummary {
  version: 1;
  runId: string;
  /** Of the payload, lower-case hex; checked at every load. */
  sha256: string;
}
