/** What a file of predictions begins with, and how much there is of it; the readers come with the first one. */
import { useEffect, useState } from 'react';
import { AnnealError } from '../../protocol/errors';
import type { PredictionPreview } from '../../runs/predictionPreview';
import { count } from '../../ui/format/quantities';

/** "50 lines", "3 files"; nothing of a file that is counted otherwise. */
export function howMany(preview: PredictionPreview): string | null {
  const words = (total: number, one: string) => `${count(total)} ${total === 1 ? one : `${one}s`}`;
  if (preview.kind === 'table') return words(preview.lines, 'line');
  return preview.kind === 'files' ? words(preview.files, 'file') : null;
}

/** @returns the preview once it is there, or why there is none. */
export function useFilePreview(
  ending: string,
  bytes: Uint8Array<ArrayBuffer>,
): readonly [PredictionPreview | null, string | null] {
  const [preview, setPreview] = useState<PredictionPreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isShown = true;
    import('../../runs/predictionPreview')
      .then(({ previewPredictions }) => previewPredictions(ending, bytes))
      .then(
        (found) => isShown && setPreview(found),
        (thrown) => isShown && setProblem(AnnealError.from(thrown).message),
      );
    return () => {
      isShown = false;
    };
  }, [ending, bytes]);
  return [preview, problem];
}
