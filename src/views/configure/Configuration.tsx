/** One draft: what it is for at the top, the form at the left, and at the right what follows from it. */
import { trainingSchema } from '../../protocol/config';
import type { DatasetRecord } from '../../protocol/datasets';
import type { ErrorCode } from '../../protocol/errors';
import type { Draft } from '../../store/draft';
import { useStudio } from '../../store/react/useStudio';
import { describedTask } from '../../tasks/runConfig';
import { ReferenceNotice } from '../data/ReferenceNotice';
import { BackendChoice } from './BackendChoice';
import { ConfigForm } from './ConfigForm';
import styles from './Configuration.module.css';
import { DraftHeader } from './DraftHeader';
import { JsonEditor } from './JsonEditor';
import { PretrainedChoice } from './PretrainedChoice';
import { SchedulePreview } from './SchedulePreview';
import { Summary } from './Summary';
import { useDescription } from './useDescription';

export function Configuration({ draft, dataset }: { draft: Draft; dataset: DatasetRecord }) {
  const waits = useStudio((state) => state.askedFor.includes(dataset.fingerprint));
  const { description, error } = useDescription(draft, waits);
  const training = trainingSchema.safeParse(draft.config.training);
  return (
    <div className={styles.place}>
      <DraftHeader draft={draft} dataset={dataset} blocked={error !== null && isAboutTheDraft(error.code)} />
      <ConfigForm draft={draft} dataset={dataset} />
      <div className={styles.aside}>
        <ReferenceNotice dataset={dataset} />
        <Summary
          examples={describedTask(draft.task).example.many}
          description={description}
          error={error}
          epochs={training.success ? training.data.epochs : null}
        />
        <BackendChoice />
        <PretrainedChoice draft={draft} />
        <SchedulePreview draft={draft} stepsPerEpoch={description?.stepsPerEpoch ?? null} />
        <JsonEditor draft={draft} />
      </div>
    </div>
  );
}

/** A crash or a full storage is no fault of the draft: whoever tries to train all the same may succeed. */
function isAboutTheDraft(code: ErrorCode): boolean {
  return code === 'config-invalid' || code.startsWith('data-') || code.startsWith('file-');
}
