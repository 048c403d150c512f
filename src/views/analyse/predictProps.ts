/** What a panel that takes predictions home is given. */
import type { CheckpointRecord, RunRecord } from '../../protocol/records';

export interface PredictProps {
  run: RunRecord;
  checkpoint: CheckpointRecord;
  /** The dataset that is predicted. */
  fingerprint: string;
  onFingerprint: (fingerprint: string) => void;
  /** Of masks. */
  threshold: number;
  onThreshold: (threshold: number) => void;
}
