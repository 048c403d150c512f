/** Adds files to a dataset that grows by files, such as one recording after the other; it becomes another dataset. */
import { FilePlus } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { openFiles } from '../../store/openFiles';
import { useStudio } from '../../store/react/useStudio';
import { ChooseFiles } from './ChooseFiles';

export function AddFiles({ dataset }: { dataset: DatasetRecord }) {
  const busy = useStudio((state) => state.imports !== null);
  const navigate = useNavigate();
  return (
    <ChooseFiles
      icon={<FilePlus />}
      disabled={busy}
      label={`Files to add to ${dataset.name}`}
      onChosen={(chosen) => void openFiles(chosen, dataset).then((address) => address && navigate(address))}
    >
      Add files
    </ChooseFiles>
  );
}
