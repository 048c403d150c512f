/** The roles that are chosen for a dataset: those of its draft, else the suggestion; and choosing others. */
import { useMemo } from 'react';
import { z } from 'zod';
import type { DatasetRecord } from '../../../protocol/datasets';
import { changeSettings } from '../../../store/drafting';
import { useStudio } from '../../../store/react/useStudio';
import { type Roles, suggestedRoles } from '../roles';

const rolesSchema = z.object({
  inputs: z.array(z.string()),
  targets: z.array(z.string()),
  transpose: z.boolean(),
});

export function useRoles(dataset: DatasetRecord): Roles {
  const chosen = useStudio((state) => state.drafts[dataset.fingerprint]?.config.dataset);
  return useMemo(() => {
    const parsed = rolesSchema.safeParse(chosen);
    // Empty lists leave the choice to the task, so what would be chosen is shown.
    const isChosen = parsed.success && parsed.data.inputs.length + parsed.data.targets.length > 0;
    return isChosen ? parsed.data : suggestedRoles(dataset, parsed.data?.transpose);
  }, [chosen, dataset]);
}

/** Chooses inputs and targets for a dataset; its draft is made when it has none. */
export function chooseRoles(dataset: DatasetRecord, { inputs, targets, transpose }: Roles): void {
  changeSettings(dataset, 'tabular', { dataset: { inputs, targets, transpose } });
}
