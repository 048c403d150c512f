/** A run taken home: as a capsule, with or without its data and its worst samples, as a report, and for other programs. */
import { ChevronDown, Download, FileText } from 'lucide-react';
import { useState } from 'react';
import { logFormatNames, logFormats } from '../../protocol/logging';
import type { RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { downloadCapsule } from '../../store/downloads/capsule';
import { downloadLog } from '../../store/downloads/logFiles';
import { downloadReport } from '../../store/downloads/report';
import { travellingData } from '../../store/downloads/runFiles';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Menu } from '../../ui/controls/Menu';
import { Tooltip } from '../../ui/controls/Tooltip';
import { bytes } from '../../ui/format/quantities';

export function DownloadEverything({ run }: { run: RunRecord }) {
  const data = useStudio(({ datasets }) => travellingData(run, datasets));
  const hasData = useStudio(({ datasets }) => !lacksData(run, datasets));
  const [withData, setWithData] = useState(false);
  const [withWorst, setWithWorst] = useState(false);
  const choice = { data: withData && data !== null, worst: withWorst && hasData };
  return (
    <>
      <Button icon={<FileText />} onClick={() => void downloadReport([run])}>
        Download report
      </Button>
      <Tooltip text="A capsule: config, history, checkpoints, metrics and environment, to be opened and verified">
        <Button icon={<Download />} onClick={() => void downloadCapsule(run, choice)}>
          Download everything
        </Button>
      </Tooltip>
      {data && (
        <Checkbox checked={withData} onValue={setWithData}>
          with the data ({bytes(data.bytes)})
        </Checkbox>
      )}
      {hasData && run.best && (
        <Checkbox checked={withWorst} onValue={setWithWorst}>
          with the worst samples
        </Checkbox>
      )}
      <Menu
        align="start"
        trigger={<Button icon={<ChevronDown />}>For other programs</Button>}
        items={logFormats.map((format) => ({
          label: `Download for ${logFormatNames[format]}`,
          note: '.zip',
          onSelect: () => void downloadLog(run, format),
        }))}
      />
    </>
  );
}
