/** Stored datasets that cannot be read, each with the reason. */
import { Notice } from '../controls/Notice';
import { useStudio } from '../useStudio';

export function DatasetProblems() {
  const problems = useStudio((state) => state.datasetProblems);
  return problems.map((error) => (
    <Notice key={error.message} tone="warn" title="A stored dataset cannot be read" error={error} />
  ));
}
