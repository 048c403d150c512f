/** Batches in which rows take one input from other rows: what a model predicts when that input says nothing. */
import type { StepGraph } from '../../engine/workload';
import type { Session } from './data/session';

const FRAMES = 'frames';
const columnName = (column: number) => `behavior ${column + 1}`;

export interface InputExchange {
  /** One of `inputNames`. */
  input: string;
  /** The row that gives it, by the row that gets it, both of one session. */
  from: ReadonlyMap<number, number>;
}

/** @param resident whether frames are seen and all at hand. */
export function inputNames(
  sessions: readonly Pick<Session, 'behavior' | 'behaviors' | 'frames'>[],
  resident: boolean,
): string[] {
  const columns = sessions.reduce(
    (most, { behavior, behaviors }) => Math.max(most, behavior ? behaviors : 0),
    0,
  );
  const hasFrames = resident && sessions.some(({ frames }) => frames !== null);
  return [
    ...(hasFrames ? [FRAMES] : []),
    ...Array.from({ length: columns }, (_, column) => columnName(column)),
  ];
}

/** The inputs of a session's batches with one of them exchanged; a session without it stays as it is. */
export function exchanged(
  feeding: Required<Pick<StepGraph, 'inputs'>>,
  { start, behavior, behaviors, frames }: Session,
  { input, from }: InputExchange,
): Required<Pick<StepGraph, 'inputs'>> {
  return {
    inputs(batch) {
      const named = feeding.inputs(batch);
      const givers = batch.rows.map((row) => (from.get(row) ?? row) - start);
      if (input === FRAMES) return frames ? { ...named, bins: givers } : named;
      const column = Array.from({ length: behaviors }, (_, i) => columnName(i)).indexOf(input);
      if (!behavior || column < 0) return named;
      const values = Float32Array.from({ length: givers.length * behaviors }, (_, i) => {
        const row = Math.floor(i / behaviors);
        const bin = i % behaviors === column ? givers[row]! : batch.rows[row]! - start;
        return behavior[bin * behaviors + (i % behaviors)]!;
      });
      return { ...named, behavior: { values, shape: [givers.length, behaviors] } };
    },
  };
}
