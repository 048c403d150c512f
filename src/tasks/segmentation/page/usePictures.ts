/** Pictures of a dataset's images. The last ones stay until the next are there, so that nothing flickers. */
import { useCallback, useEffect, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import { ask } from '../../../store/asking';
import type { ImageChoice } from '../data/imageRoles';
import type { ImagePreviews } from '../pictures';
import type { SegmentationQuestions } from '../questions';

export interface Pictures {
  previews: ImagePreviews | null;
  error: ErrorJson | null;
  tryAgain: () => void;
}

/** @param first row of the first picture; @param count of pictures. */
export function usePictures(
  fingerprint: string,
  choice: ImageChoice,
  { first, count }: { first: number; count: number },
  maxSide: number,
): Pictures {
  const [previews, setPreviews] = useState<ImagePreviews | null>(null);
  const [error, setError] = useState<ErrorJson | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same again.
  useEffect(() => {
    let current = true;
    const rows = Array.from({ length: count }, (_, index) => first + index);
    ask<SegmentationQuestions, 'pictures'>(
      'segmentation',
      'pictures',
      { ...choice, rows, maxSide },
      { fingerprint },
    ).then(
      (answer) => {
        if (!current) return;
        setPreviews(answer);
        setError(null);
      },
      (thrown) => {
        if (!current) return;
        setPreviews(null);
        setError(AnnealError.from(thrown).toJSON());
      },
    );
    return () => {
      current = false;
    };
  }, [fingerprint, choice, first, count, maxSide, attempt]);
  const tryAgain = useCallback(() => setAttempt((before) => before + 1), []);
  return { previews, error, tryAgain };
}
