/** Asks for the tensors of a source, and again when its moment changes, one question at a time. */
import { useEffect, useRef, useState } from 'react';
import { AnnealError } from '../../protocol/errors';
import type { TensorReport } from '../../protocol/tensors';
import { type TensorSource, tensorReport } from '../../store/asking';

export interface TensorAnswer {
  /** The last one; it stays while a newer one is on its way. */
  report: TensorReport | null;
  /** Of the last question, where it failed. */
  error: AnnealError | null;
}

const nothing = { key: '', report: null, error: null };

/**
 * Epochs may end faster than they can be looked at: what ended meanwhile is looked at once, after the answer.
 * @param source null asks nothing.
 * @param moment names the source and when it is looked at.
 */
export function useTensorReport(
  source: TensorSource | null,
  activations: boolean,
  moment: string,
): TensorAnswer {
  const key = `${moment} ${activations}`;
  const [answer, setAnswer] = useState<TensorAnswer & { key: string }>(nothing);
  const asking = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the source.
  useEffect(() => {
    if (!source || asking.current || answer.key === key) return;
    asking.current = true;
    const take = (next: Partial<TensorAnswer>) => {
      asking.current = false;
      setAnswer((last) => ({ ...last, error: null, ...next, key }));
    };
    tensorReport(source, activations).then(
      (report) => take({ report }),
      (thrown) => take({ error: AnnealError.from(thrown) }),
    );
  }, [key, answer.key]);
  return answer;
}
