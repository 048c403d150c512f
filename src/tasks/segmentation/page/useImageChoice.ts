/** The arrays of images and masks that a dataset's draft names; '' where the task chooses. */
import { useMemo } from 'react';
import { useStudio } from '../../../store/react/useStudio';
import type { ImageChoice } from '../data/imageRoles';
import { choiceOf } from '../imageData';

export function useImageChoice(fingerprint: string): ImageChoice {
  const chosen = useStudio((state) => state.drafts[fingerprint]?.config);
  return useMemo(() => choiceOf(chosen), [chosen]);
}
