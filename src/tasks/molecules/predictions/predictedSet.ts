/** Predicted molecules on their way into a file, and the pieces of text that such files are made of. */
import type { SplitName } from '../../../engine/workload';
import type { MoleculeWords } from '../analysis/analyse';
import type { PredictedMolecule } from '../molecule';

export interface PredictedSet extends MoleculeWords {
  /** Those that `rows` says, in its order. */
  stream: AsyncIterable<PredictedMolecule>;
  rows: Uint32Array;
  /** The part of the split that a row is in, null for none; null where the model did not split these data. */
  split: ((row: number) => SplitName | null) | null;
  /** How many atoms and points the arrays of the data have room for. */
  padded: { atoms: number; points: number };
}

export interface TextParts {
  add(text: string): void;
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A long text, kept as bytes: a string of all of it could be longer than a string may be. */
export function createTextParts(): TextParts {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  return {
    add(text) {
      parts.push(encoder.encode(text));
    },
    bytes() {
      const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}
