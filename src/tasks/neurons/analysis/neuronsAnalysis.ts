/** What an analysis of a model of neurons tells. */
import type { UnitMeasures } from '../metrics/unitSums';

export interface AnalysedUnit extends UnitMeasures {
  /** Its number in the recording. */
  cid: number;
}

export interface AnalysedSession {
  name: string;
  subject: string;
  loss: number;
  bps: number;
  correlation: number;
  units: AnalysedUnit[];
}

export interface NeuronsAnalysis {
  loss: number;
  bps: number;
  correlation: number;
  sessions: AnalysedSession[];
}
