/** Asks the training worker for crops, a moment after the last change; the last answer wins. */
import { useEffect, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import { ask } from '../../../store/asking';
import type { Draft } from '../../../store/draft';
import { draftConfig } from '../../../store/drafting';
import type { CropPreviews } from '../pictures';
import type { SegmentationQuestions } from '../questions';

/** Milliseconds without a change before the worker is asked. */
const pause = 350;

/** @param rows keep them stable: new ones ask anew. */
export function useCropPreviews(
  { fingerprint, config, problems }: Draft,
  rows: number[],
  seed: number,
): { previews: CropPreviews | null; error: ErrorJson | null } {
  const [previews, setPreviews] = useState<CropPreviews | null>(null);
  const [error, setError] = useState<ErrorJson | null>(null);
  const right = problems.length === 0;
  // What the crops do not depend on asks for nothing new.
  const asked = right ? JSON.stringify([config.dataset, config.augmentation]) : null;
  useEffect(() => {
    if (asked === null) return;
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await ask<SegmentationQuestions, 'crops'>(
          'segmentation',
          'crops',
          { rows, seed },
          { fingerprint, config: draftConfig(fingerprint) },
        );
        if (!current) return;
        setPreviews(answer);
        setError(null);
      } catch (thrown) {
        if (!current) return;
        setPreviews(null);
        setError(AnnealError.from(thrown).toJSON());
      }
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked, fingerprint, rows, seed]);
  return { previews, error };
}
