/** What an analysis of a model of neurons tells: figures overall and by session, and a row for each unit. NaN is not defined. */
import type { UnitRow } from '../metrics/unitRows';
import type { overallFigures, SessionFigures } from '../metrics/validation';

export interface AnalysedSession extends SessionFigures {
  /** Of the whole recording. */
  bins: number;
  /** The first bin of the session that was analysed, with many after it. */
  first: number;
}

export interface NeuronsAnalysis extends ReturnType<typeof overallFigures> {
  /** Those of which something was analysed. */
  sessions: AnalysedSession[];
  /** How many inputs can be shuffled. */
  inputs: number;
  /** The worst bits per spike first; those without at the end. */
  units: UnitRow[];
}
