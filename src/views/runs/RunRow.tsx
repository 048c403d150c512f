/** One run in the table. */
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { hasBegun, type RunRecord, type RunStatus } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import {
  downloadConfig,
  downloadHistory,
  downloadRun,
  downloadSummary,
  travellingData,
} from '../../store/downloads/runFiles';
import { openDraftOfRun } from '../../store/drafting';
import { isUnderWay } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { removeRun, renameRun } from '../../store/runs';
import { resumeRun, stopRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Menu } from '../../ui/controls/Menu';
import { Name } from '../../ui/controls/Name';
import { NameField } from '../../ui/controls/NameField';
import { RunStatusMark } from '../../ui/controls/RunStatusMark';
import { bytes, clock, evenDigits } from '../../ui/format/quantities';
import { ContinueDialog } from './ContinueDialog';
import { NotesDialog } from './NotesDialog';
import styles from './RunsTable.module.css';
import type { MonitorColumn } from './runTable';
import { TrainAgainDialog } from './TrainAgainDialog';
import { turnWords, waitWords } from './waitWords';

export interface RunRowProps {
  run: RunRecord;
  monitored: readonly MonitorColumn[];
  status: RunStatus;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

export function RunRow({ run, monitored, status, chosen, onChoose }: RunRowProps) {
  const [renaming, setRenaming] = useState(false);
  const [noting, setNoting] = useState(false);
  const [asked, setAsked] = useState<'continue' | 'again' | null>(null);
  const navigate = useNavigate();
  const best = monitored.find(({ value }) => value(run) !== null);
  const waitsFor = useStudio((state) => state.live[run.id]?.waitsFor);
  const hasData = useStudio(({ datasets }) => !lacksData(run, datasets));
  const data = useStudio(({ datasets }) => travellingData(run, datasets));
  const busy = useStudio(({ live, elsewhere }) => isUnderWay(live[run.id]) || elsewhere.includes(run.id));
  const turn = useStudio(({ queue }) => turnWords(queue, run.id));
  const ended = status === 'finished' || status === 'stopped';
  const items = [
    { label: 'Open', onSelect: () => void navigate(`/train/${run.id}`) },
    { label: 'Analyse', onSelect: () => void navigate(`/analyse/${run.id}`) },
    ...(turn === null ? [] : [{ label: 'Remove from the queue', onSelect: () => stopRun(run.id) }]),
    ...(busy || status === 'finished'
      ? []
      : [{ label: hasBegun(run) ? 'Resume' : 'Start', onSelect: () => void resumeRun(run.id) }]),
    ...(busy || !ended || run.epoch === 0
      ? []
      : [{ label: 'Continue for more epochs', onSelect: () => setAsked('continue') }]),
    { label: 'Train again', onSelect: () => setAsked('again') },
    { label: 'Rename', separated: true, onSelect: () => setRenaming(true) },
    { label: 'Tags and notes', onSelect: () => setNoting(true) },
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
    { label: 'Download everything', note: '.zip', separated: true, onSelect: () => void downloadRun(run) },
    ...(data
      ? [
          {
            label: 'Download everything with the data',
            note: bytes(data.bytes),
            onSelect: () => void downloadRun(run, true),
          },
        ]
      : []),
    { label: 'Download configuration', note: '.json', onSelect: () => downloadConfig(run) },
    { label: 'Download history', note: '.csv', onSelect: () => void downloadHistory(run) },
    { label: 'Download training summary', note: '.json', onSelect: () => void downloadSummary(run) },
    {
      label: 'Delete',
      danger: true,
      separated: true,
      disabled: busy,
      onSelect: () => void removeRun(run),
    },
  ];
  return (
    <tr data-chosen={chosen || undefined}>
      <td className={styles.choice}>
        <Checkbox label={`Choose ${run.name}`} checked={chosen} onValue={onChoose} />
      </td>
      <th scope="row" className={styles.name}>
        <span className={styles.swatch} style={{ background: `var(--series-${run.colour % 8})` }} />
        {renaming ? (
          <NameField
            name={run.name}
            onDone={(name) => {
              setRenaming(false);
              if (name !== null && name !== run.name) void renameRun(run.id, name);
            }}
          />
        ) : (
          <Link to={`/train/${run.id}`} onDoubleClick={() => setRenaming(true)}>
            <Name of={run.name} />
          </Link>
        )}
        {run.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
        {best && (
          <p className={styles.best}>
            {best.title} <span className="number">{evenDigits(best.value(run), 5)}</span>
          </p>
        )}
        {run.notes && <p className={styles.note}>{run.notes}</p>}
        <NotesDialog run={run} open={noting} onClose={() => setNoting(false)} />
        {asked === 'continue' && (
          <ContinueDialog run={run} checkpoint={null} later={0} onClose={() => setAsked(null)} />
        )}
        {asked === 'again' && <TrainAgainDialog run={run} onClose={() => setAsked(null)} />}
      </th>
      <td>
        <RunStatusMark
          status={status}
          alone={run.alone}
          begun={hasBegun(run)}
          waitsFor={waitWords(waitsFor)}
        />
        {turn && <p className={styles.note}>{turn}</p>}
      </td>
      <td>
        <Name of={run.dataset.name} />
      </td>
      {monitored.map(({ key, value }) => (
        <td key={key} className="number">
          {evenDigits(value(run), 5)}
        </td>
      ))}
      <td className="number">
        {run.epoch} / {run.totalEpochs}
      </td>
      <td className="number">{clock(run.seconds)}</td>
      <td className={styles.date}>
        <time dateTime={run.createdAt}>{dateText(run.createdAt)}</time>
      </td>
      <td className={styles.actions}>
        <Menu
          trigger={<Button kind="quiet" icon={<EllipsisVertical />} aria-label={`Actions for ${run.name}`} />}
          items={items}
        />
      </td>
    </tr>
  );
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function dateText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dates.format(date);
}
