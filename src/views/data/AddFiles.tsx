/** Adds files to a dataset that grows by files, such as one recording after the other; it becomes another dataset. */
import { FilePlus } from 'lucide-react';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { openFiles } from '../../store/openFiles';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import type { DroppedFiles } from '../../worker/dataCommands';
import { acceptedFiles, pickFiles } from './pickFiles';

export function AddFiles({ dataset }: { dataset: DatasetRecord }) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useStudio((state) => state.imports !== null);
  const navigate = useNavigate();
  const add = (dropped: DroppedFiles) => {
    if (dropped.files.length > 0) {
      void openFiles(dropped, dataset).then((address) => address && navigate(address));
    }
  };
  const choose = async () => {
    const picked = await pickFiles();
    if (picked === 'unknown') input.current?.click();
    else add(picked);
  };
  return (
    <>
      <Button icon={<FilePlus />} disabled={busy} onClick={() => void choose()}>
        Add files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={acceptedFiles}
        hidden
        aria-label={`Files to add to ${dataset.name}`}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          add({ files });
        }}
      />
    </>
  );
}
