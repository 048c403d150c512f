/** Stored datasets that cannot be read, each with the reason. */

import { useStudio } from '../../store/react/useStudio';
import { Notice } from '../../ui/controls/Notice';

export function DatasetProblems() {
  const problems = useStudio((state) => state.datasetProblems);
  return problems.map((error) => (
    <Notice key={error.message} tone="warn" title="A stored dataset cannot be read" error={error} />
  ));
}
