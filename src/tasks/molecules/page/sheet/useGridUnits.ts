/** In which unit the grid of a dataset is read, as the configuration for it says. */
import { z } from 'zod';
import { useStudio } from '../../../../store/react/useStudio';
import { gridUnits } from '../../preview/questions';

const withUnits = z.object({ dataset: z.object({ espGridUnits: gridUnits }) });

export function useGridUnits(fingerprint: string): z.infer<typeof gridUnits> {
  const config = useStudio((state) => state.drafts[fingerprint]?.config);
  return withUnits.safeParse(config).data?.dataset.espGridUnits ?? 'auto';
}
