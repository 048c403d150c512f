/** What can be done with one run of the table. */
import { EllipsisVertical } from 'lucide-react';
import { useNavigate } from 'react-router';
import { logFormatNames, logFormats } from '../../protocol/logging';
import { hasBegun, type RunRecord, type RunStatus } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { downloadCapsule } from '../../store/downloads/capsule';
import { downloadLog } from '../../store/downloads/logFiles';
import { downloadReport } from '../../store/downloads/report';
import {
  downloadConfig,
  downloadHistory,
  downloadSummary,
  travellingData,
} from '../../store/downloads/runFiles';
import { openDraftOfRun } from '../../store/drafting';
import { isUnderWay } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { archiveRuns, pinRun, removeRun } from '../../store/runs';
import { resumeRun, stopRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import { Menu } from '../../ui/controls/Menu';
import { bytes } from '../../ui/format/quantities';
import type { RunQuestion } from './RunQuestions';

export interface RunMenuProps {
  run: RunRecord;
  status: RunStatus;
  queued: boolean;
  isBaseline: boolean;
  onAsk: (question: RunQuestion) => void;
  onRename: () => void;
  onBaseline: (id: string | null) => void;
}

export function RunMenu({ run, status, queued, isBaseline, onAsk, onRename, onBaseline }: RunMenuProps) {
  const navigate = useNavigate();
  const hasData = useStudio(({ datasets }) => !lacksData(run, datasets));
  const data = useStudio(({ datasets }) => travellingData(run, datasets));
  const busy = useStudio(({ live, elsewhere }) => isUnderWay(live[run.id]) || elsewhere.includes(run.id));
  const ended = status === 'finished' || status === 'stopped';
  const training = [
    { label: 'Analyse', onSelect: () => void navigate(`/analyse/${run.id}`) },
    ...(queued ? [{ label: 'Remove from the queue', onSelect: () => stopRun(run.id) }] : []),
    ...(busy || status === 'finished'
      ? []
      : [{ label: hasBegun(run) ? 'Resume' : 'Start', onSelect: () => void resumeRun(run.id) }]),
    ...(busy || !ended || run.epoch === 0
      ? []
      : [{ label: 'Continue for more epochs', onSelect: () => onAsk({ what: 'continue', run }) }]),
    { label: 'Train again', onSelect: () => onAsk({ what: 'again', run }) },
  ];
  const downloads = [
    ...(hasData
      ? [
          {
            label: 'Duplicate in Configure',
            onSelect: () => {
              openDraftOfRun(run.dataset.fingerprint, run.config);
              void navigate('/configure');
            },
          },
        ]
      : []),
    {
      label: 'Download everything',
      note: '.zip',
      separated: true,
      onSelect: () => void downloadCapsule(run),
    },
    ...(data
      ? [
          {
            label: 'Download everything with the data',
            note: bytes(data.bytes),
            onSelect: () => void downloadCapsule(run, { data: true }),
          },
        ]
      : []),
    { label: 'Download configuration', note: '.json', onSelect: () => downloadConfig(run) },
    { label: 'Download history', note: '.csv', onSelect: () => void downloadHistory(run) },
    { label: 'Download training summary', note: '.json', onSelect: () => void downloadSummary(run) },
    { label: 'Download report', note: '.html', onSelect: () => void downloadReport([run]) },
    ...logFormats.map((format) => ({
      label: `Download for ${logFormatNames[format]}`,
      note: '.zip',
      onSelect: () => void downloadLog(run, format),
    })),
  ];
  const items = [
    { label: 'Open', onSelect: () => void navigate(`/train/${run.id}`) },
    ...(run.foreign ? [] : training),
    {
      label: isBaseline ? 'No longer the baseline' : 'Use as baseline',
      separated: true,
      onSelect: () => onBaseline(isBaseline ? null : run.id),
    },
    { label: run.pinned ? 'Unpin' : 'Pin on top', onSelect: () => void pinRun(run.id, !run.pinned) },
    { label: 'Rename', onSelect: onRename },
    { label: 'Tags and notes', onSelect: () => onAsk({ what: 'notes', run }) },
    { label: 'Colour', onSelect: () => onAsk({ what: 'colour', run }) },
    ...(run.foreign ? [] : downloads),
    {
      label: run.archived ? 'Take out of the archive' : 'Archive',
      separated: true,
      onSelect: () => void archiveRuns([run], !run.archived),
    },
    { label: 'Delete', danger: true, disabled: busy, onSelect: () => void removeRun(run) },
  ];
  return (
    <Menu
      trigger={<Button kind="quiet" icon={<EllipsisVertical />} aria-label={`Actions for ${run.name}`} />}
      items={items}
    />
  );
}
