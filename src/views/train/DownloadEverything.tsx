/** A run as one zip, with its data or without them. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { downloadRun, travellingData } from '../../store/downloads/runFiles';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { bytes } from '../../ui/format/quantities';

export function DownloadEverything({ run }: { run: RunRecord }) {
  const data = useStudio(({ datasets }) => travellingData(run, datasets));
  const [withData, setWithData] = useState(false);
  return (
    <>
      <Button icon={<Download />} onClick={() => void downloadRun(run, withData && data !== null)}>
        Download everything
      </Button>
      {data && (
        <Checkbox checked={withData} onValue={setWithData}>
          with the data ({bytes(data.bytes)})
        </Checkbox>
      )}
    </>
  );
}
