/** The sessions of a dataset as its record tells of them, before anything is read. Pure. */
import { sizeOf } from '../../../../formats/arrays';
import type { ArraySheet } from '../../../../protocol/datasets';
import { AnnealError, type ErrorJson } from '../../../../protocol/errors';
import {
  type SessionArrays,
  type SessionShape,
  sessionGroups,
  sessionShape,
  subjectOf,
} from '../../data/sessionArrays';

export interface ListedSession {
  name: string;
  subject: string;
  arrays: SessionArrays<ArraySheet>;
  /** null where its arrays do not go together. */
  shape: SessionShape | null;
  /** Why not. */
  error: ErrorJson | null;
}

/** A session whose arrays go together. */
export type SoundSession = ListedSession & { shape: SessionShape };

/** Of whatever shows a part of a session. */
export interface SessionPartProps {
  /** Of the dataset. */
  fingerprint: string;
  session: SoundSession;
}

export const isSound = (session: ListedSession): session is SoundSession => session.shape !== null;

export function listedSessions(arrays: readonly ArraySheet[]): ListedSession[] {
  return sessionGroups(arrays).map(({ name, arrays: own }) => {
    const listed = { name, subject: subjectOf(name), arrays: own };
    try {
      return { ...listed, shape: sessionShape(name, own), error: null };
    } catch (thrown) {
      return { ...listed, shape: null, error: AnnealError.from(thrown).toJSON() };
    }
  });
}

/** Values a bin. */
export const valuesIn = ({ shape }: ArraySheet): number => sizeOf(shape.slice(1));

/** "behaviour 2 · dfs · trials", of what a session has beside counts and frames. */
export function extrasOf({ arrays }: ListedSession): string {
  const { behavior, eye, dfs, trials, repeats } = arrays;
  const values = behavior ? valuesIn(behavior) : 0;
  return [
    behavior && `behaviour${values > 1 ? ` ${values}` : ''}`,
    eye && 'eye',
    dfs && 'dfs',
    trials && 'trials',
    repeats && 'repeats',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** "16 × 16", with channels where there are several. */
export function frameText(frame: SessionShape['frame']): string {
  if (!frame) return '–';
  return `${frame.height} × ${frame.width}${frame.channels > 1 ? ` × ${frame.channels}` : ''}`;
}
