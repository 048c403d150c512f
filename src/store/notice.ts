/** A short message about what just happened, with what to do about it: undo, open, or read more. */
import type { ErrorJson } from '../protocol/errors';

export interface StudioNotice {
  id: number;
  tone: 'info' | 'good' | 'warn' | 'bad';
  title: string;
  /** Where, what was found, and what to do, when it is about an error. */
  error: ErrorJson | null;
  /** A verb and what it does; the notice goes when it is used. */
  action: { label: string; run: () => void } | null;
  /** Milliseconds until it goes by itself; null stays until dismissed. */
  lasts: number | null;
}
