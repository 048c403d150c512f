/** The arrays of images and masks that a dataset's draft names; '' where the task chooses. */
import { useMemo } from 'react';
import { z } from 'zod';
import { useStudio } from '../../../store/react/useStudio';
import type { ImageChoice } from '../data/imageRoles';

const choiceSchema = z.object({ images: z.string(), masks: z.string() });

export function useImageChoice(fingerprint: string): ImageChoice {
  const chosen = useStudio((state) => state.drafts[fingerprint]?.config.dataset);
  return useMemo(() => choiceSchema.safeParse(chosen).data ?? { images: '', masks: '' }, [chosen]);
}
