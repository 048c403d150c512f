/** Says that a dataset's files have to be allowed again after a reload, with the button that does it. */
import { useEffect } from 'react';
import type { DatasetRecord } from '../../protocol/datasets';
import { useStudio } from '../../store/react/useStudio';
import { allowReferences, lookAtReferences } from '../../store/references';
import { Notice } from '../../ui/controls/Notice';

export function ReferenceNotice({ dataset }: { dataset: DatasetRecord }) {
  const waits = useStudio((state) => state.askedFor.includes(dataset.fingerprint));
  useEffect(() => {
    void lookAtReferences(dataset);
  }, [dataset]);
  if (!waits) return null;
  return (
    <Notice
      tone="warn"
      title={`${dataset.files.join(', ')} stayed where it is, and the browser asks before it is read again.`}
      action={{ label: 'Allow reading', run: () => void allowReferences(dataset) }}
    />
  );
}
