/** Two answers of scores put beside one another, pair by pair, or why that cannot be. Pure. */
import type { Measure } from '../../protocol/comparison';
import { AnnealError } from '../../protocol/errors';
import type { ExampleScores } from '../../tasks/exampleScores';

export interface PairedMeasure extends Measure {
  pooling: 'mean' | 'rootMean';
  /** Of the pairs where both are defined. */
  a: Float64Array;
  b: Float64Array;
  /** Pairs left out, since one of the two is not defined there. */
  undefined: number;
}

export interface Pairing {
  /** Of the data that both were measured on. */
  pairs: number;
  one: string;
  many: string;
  notes: string[];
  measures: PairedMeasure[];
}

/** Rows are not the same: how many both have, where pairs are single rows, so that these can be compared alone. */
export interface OtherRows {
  error: AnnealError;
  /** 0 where nothing can be compared. */
  shared: number;
}

/**
 * @param part "test", for the words. @param onlyShared compares the rows that both have where they differ.
 * @throws data-mismatch where what was predicted differs, or nothing is measured by both.
 */
export function pairScores(
  a: ExampleScores,
  b: ExampleScores,
  part: string,
  onlyShared = false,
): Pairing | OtherRows {
  if (a.truth !== b.truth || a.pairs.one !== b.pairs.one) {
    throw new AnnealError('data-mismatch', 'The two do not predict the same.', {
      received: `A predicts ${a.truth}; B predicts ${b.truth}`,
      remedy: 'Compare checkpoints that predict the same targets of the same data.',
    });
  }
  // A pair of several rows cannot be cut to those that both have.
  const single = a.pairs.names === null && b.pairs.names === null;
  const same = a.rows.length === b.rows.length && a.rows.every((row, place) => b.rows[place] === row);
  if (same && a.pairs.names?.join('\n') !== b.pairs.names?.join('\n')) {
    throw new AnnealError('data-mismatch', `The two are not measured on the same ${a.pairs.many}.`, {
      received: `A: ${countOf(a)}, B: ${countOf(b)}`,
      remedy: `Compare checkpoints whose runs take the same ${a.pairs.many} of the data.`,
    });
  }
  const inB = new Map(Array.from(b.rows, (row, place) => [row, place]));
  const placesA = same
    ? Array.from({ length: countOf(a) }, (_, place) => place)
    : Array.from(a.rows.keys()).filter((place) => inB.has(a.rows[place]!));
  const shared = single ? placesA.length : 0;
  if (!same && !(onlyShared && shared > 0)) return { error: otherRows(a, b, part, shared), shared };
  const placesB = same ? placesA : placesA.map((place) => inB.get(a.rows[place]!)!);
  const measures = a.measures.flatMap((measure): PairedMeasure[] => {
    const other = b.measures.find(({ name, unit }) => name === measure.name && unit === measure.unit);
    if (!other) return [];
    const both = placesA.flatMap((place, i) => {
      const [left, right] = [measure.values[place]!, other.values[placesB[i]!]!];
      return Number.isNaN(left) || Number.isNaN(right) ? [] : [[left, right] as const];
    });
    if (both.length === 0) return [];
    const { values: _, ...described } = measure;
    return [
      {
        ...described,
        a: Float64Array.from(both, ([left]) => left),
        b: Float64Array.from(both, ([, right]) => right),
        undefined: placesA.length - both.length,
      },
    ];
  });
  if (measures.length === 0) {
    throw new AnnealError('data-mismatch', 'Nothing is measured by both on the same examples.', {
      received: `A: ${titles(a)}; B: ${titles(b)}`,
      remedy:
        'Compare checkpoints whose runs measure the same, in the same units, or choose another part of the data.',
    });
  }
  const notes = [...new Set([a.note, b.note].filter((note) => note !== undefined))];
  return { pairs: placesA.length, one: a.pairs.one, many: a.pairs.many, notes, measures };
}

const countOf = ({ pairs, rows }: ExampleScores) => pairs.names?.length ?? rows.length;

const titles = ({ measures }: ExampleScores) => measures.map(({ title }) => title).join(', ');

function otherRows(a: ExampleScores, b: ExampleScores, part: string, shared: number): AnnealError {
  const rows = ({ rows }: ExampleScores) => rows.length.toLocaleString('en');
  const both =
    shared > 0
      ? `, of which ${shared.toLocaleString('en')} are the same`
      : a.rows.some((row) => b.rows.includes(row))
        ? ''
        : ', none of which are the same';
  return new AnnealError(
    'data-mismatch',
    `${part === 'all' ? 'The data' : `The ${part} parts`} are not the same rows: A has ${rows(a)}, B has ${rows(b)}${both}.`,
    {
      place: `split ${part}`,
      remedy:
        'The seed decides the split: train both with the same seed and fractions, or give the test rows in the data.',
    },
  );
}
