/** One molecule as a checkpoint predicts it, asked for when it is looked at. */
import { useCallback, useEffect, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../../protocol/errors';
import { ask } from '../../../../store/asking';
import type { OneMolecule } from '../../analysis/oneMolecule';
import type { PredictionQuestions } from '../../questions';

export interface Predicted {
  /** The last one stays until the next is there. */
  molecule: OneMolecule | null;
  error: ErrorJson | null;
  tryAgain: () => void;
}

export function usePredicted(checkpointId: string, row: number): Predicted {
  const [molecule, setMolecule] = useState<OneMolecule | null>(null);
  const [error, setError] = useState<ErrorJson | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same again.
  useEffect(() => {
    const asked = new AbortController();
    const { signal } = asked;
    ask<PredictionQuestions, 'predicted'>(
      'molecules',
      'predicted',
      { row },
      { checkpointId },
      { signal },
    ).then(
      (answer) => {
        if (signal.aborted) return;
        setMolecule(answer);
        setError(null);
      },
      (thrown) => signal.aborted || setError(AnnealError.from(thrown).toJSON()),
    );
    return () => asked.abort();
  }, [checkpointId, row, attempt]);
  const tryAgain = useCallback(() => setAttempt((before) => before + 1), []);
  return { molecule, error, tryAgain };
}
