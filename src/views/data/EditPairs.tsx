/** Pairs images and masks of a dataset anew. Their files are at hand while the tab is open; later they are asked for. */
import { FolderUp, Images } from 'lucide-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { importFiles } from '../../store/importing';
import { keptPictures } from '../../store/keptPictures';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import type { DroppedFiles } from '../../worker/dataCommands';
import { FileInputs } from './FileInputs';

export function EditPairs({ dataset }: { dataset: DatasetRecord }) {
  const [asking, setAsking] = useState(false);
  const busy = useStudio((state) => state.imports !== null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const edit = (dropped: DroppedFiles) => {
    void importFiles(dropped, { edits: dataset }).then(
      (record) => record && navigate(`/data/${record.fingerprint}`),
    );
  };
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    setAsking(false);
    if (chosen.length > 0)
      edit({ files: chosen, paths: chosen.map((file) => file.webkitRelativePath || file.name) });
  };
  return (
    <>
      <Button
        icon={<Images />}
        disabled={busy}
        onClick={() => {
          const kept = keptPictures(dataset.fingerprint);
          if (kept) edit(kept);
          else setAsking(true);
        }}
      >
        Edit pairs
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Choose the pictures of ${dataset.name} again`}
        description={`This browser has kept the pixels, not the files. Choose ${dataset.files.join(', ')} again: ${
          dataset.pairs ? 'its pairs are as you left them.' : 'its pairs are as the names suggest.'
        }`}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button onClick={() => files.current?.click()}>Choose files or a zip</Button>
            <Button kind="primary" icon={<FolderUp />} autoFocus onClick={() => folder.current?.click()}>
              Choose the folder
            </Button>
          </>
        }
      >
        <FileInputs
          files={files}
          folder={folder}
          filesLabel={`Pictures of ${dataset.name}`}
          folderLabel={`Folder of ${dataset.name}`}
          onChosen={take}
        />
      </Dialog>
    </>
  );
}
