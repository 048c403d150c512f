/** Pictures of a dataset's images, for those that are looked at. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import { ask } from '../../../store/asking';
import { useStudio } from '../../../store/react/useStudio';
import type { ImageChoice } from '../data/imageRoles';
import { choiceOf } from '../imageData';
import type { ImagePreviews } from '../pictures';
import type { SegmentationQuestions } from '../questions';

/** The arrays of images and masks that a dataset's draft names; '' where the task chooses. */
export function useImageChoice(fingerprint: string): ImageChoice {
  const chosen = useStudio((state) => state.drafts[fingerprint]?.config);
  return useMemo(() => choiceOf(chosen), [chosen]);
}

export interface Pictures {
  previews: ImagePreviews | null;
  error: ErrorJson | null;
  tryAgain: () => void;
}

/**
 * The last pictures stay until the next are there, so that nothing flickers.
 * @param first row of the first picture; @param count of pictures. @param maxSide longest side, pixels.
 */
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
