/** Work on many pieces, several of them at once, whose results come in the order of the pieces. */
import { throwIfAborted } from './openedFile';

export interface Width {
  /** Pieces under way. */
  pieces: number;
  /** What the pieces under way weigh in all; a single one may weigh more. */
  weight?: number;
}

/**
 * Nothing is begun before there is room for it: results that nobody takes hold the work up.
 * @param weigh of a piece, in the unit of `width.weight`.
 * @throws AnnealError `cancelled` as soon as the signal says so, whatever is under way.
 */
export async function* inOrder<Piece, Result>(
  pieces: Iterable<Piece>,
  work: (piece: Piece) => Promise<Result>,
  width: Width,
  place: string,
  signal?: AbortSignal,
  weigh: (piece: Piece) => number = () => 0,
): AsyncGenerator<[Piece, Result]> {
  const underWay: { piece: Piece; weight: number; result: Promise<Result> }[] = [];
  let weight = 0;
  const takeFirst = async (): Promise<[Piece, Result]> => {
    const first = underWay.shift()!;
    weight -= first.weight;
    return [first.piece, await unlessAborted(first.result, place, signal)];
  };
  for (const piece of pieces) {
    const added = weigh(piece);
    while (
      underWay.length >= width.pieces ||
      (underWay.length > 0 && weight + added > (width.weight ?? Infinity))
    ) {
      yield await takeFirst();
    }
    throwIfAborted(signal, place);
    const result = work(piece);
    // Whoever stops listening leaves work behind, which may fail unheard.
    result.catch(() => {});
    underWay.push({ piece, weight: added, result });
    weight += added;
  }
  while (underWay.length > 0) yield await takeFirst();
}

function unlessAborted<Result>(work: Promise<Result>, place: string, signal?: AbortSignal): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => {
      try {
        throwIfAborted(signal, place);
      } catch (cancelled) {
        reject(cancelled);
      }
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
