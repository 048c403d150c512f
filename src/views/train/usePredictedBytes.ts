/** The memory that a run takes at most, asked once a run. */
import { useEffect, useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { predictedBytes } from '../../store/asking';

export function usePredictedBytes(run: RunRecord): number | null {
  const [bytes, setBytes] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: neither configuration nor data of a run change.
  useEffect(() => {
    let wanted = true;
    void predictedBytes(run).then((answer) => wanted && setBytes(answer));
    return () => {
      wanted = false;
    };
  }, [run.id]);
  return bytes;
}
