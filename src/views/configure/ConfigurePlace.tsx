/** Configure: what to train on which dataset. The form and the JSON are two views of one draft. */
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { proposeDraft } from '../../store/drafting';
import { useStudio } from '../../store/react/useStudio';
import { suitableTasks } from '../../tasks/suitable';
import { EmptyState } from '../../ui/controls/EmptyState';
import { Configuration } from './Configuration';

export function ConfigurePlace() {
  const booted = useStudio((state) => state.booted);
  const datasets = useStudio((state) => state.datasets);
  const drafts = useStudio((state) => state.drafts);
  const last = useStudio((state) => state.draftOf);
  const wanted = useParams().fingerprint ?? last ?? undefined;
  const dataset = datasets.find(({ fingerprint }) => fingerprint === wanted) ?? datasets[0];
  const draft = dataset && drafts[dataset.fingerprint];
  useEffect(() => {
    if (dataset && suitableTasks(dataset).length > 0) void proposeDraft(dataset);
  }, [dataset]);
  if (!booted) return null;
  if (!dataset) {
    return (
      <EmptyState alone title="Nothing to configure yet" action={<Link to="/data">Go to Data</Link>}>
        Open a file or a sample first; its columns decide what can be trained.
      </EmptyState>
    );
  }
  if (suitableTasks(dataset).length === 0) {
    return (
      <EmptyState
        alone
        title={`${dataset.name} cannot be trained on`}
        action={<Link to="/data">Go to Data</Link>}
      >
        No task reads what it holds. Tables, and images with their masks, can be trained on.
      </EmptyState>
    );
  }
  return draft ? <Configuration key={draft.fingerprint} draft={draft} dataset={dataset} /> : null;
}
