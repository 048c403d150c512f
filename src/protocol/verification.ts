/** What becomes of the stored metrics of a run when its best checkpoint is measured again. Made once, told by page and command line. */
import type { BackendInfo } from './events';

/** A number of then beside the same number of now. */
export interface MetricCheck {
  part: 'validation' | 'test';
  name: string;
  /** With its unit. */
  title: string;
  stored: number;
  /** Not-a-number too where it is not measured any more. */
  measured: number;
  /** |measured − stored|; 0 where both are not-a-number. */
  difference: number;
  /** What the difference may be; 0 where every bit is asked for. */
  allowed: number;
  reproduced: boolean;
}

export interface Verification {
  reproduced: boolean;
  /** What was asked for: the same bits, or a difference within the tolerance. */
  demand: 'bits' | 'tolerance';
  /** Why no more, or no less, than that can be asked for: a sentence. */
  reason: string;
  /** Of the best checkpoint. */
  epoch: number;
  step: number;
  rows: { validation: number; test: number };
  /** Where the stored metrics were measured; null where that is not known. */
  before: BackendInfo | null;
  now: BackendInfo;
  checks: MetricCheck[];
  /** The conclusion, in a sentence. */
  words: string;
}
