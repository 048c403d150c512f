/** One run in the table. */
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { RunRecord, RunStatus } from '../../protocol/records';
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
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Menu } from '../../ui/controls/Menu';
import { NameField } from '../../ui/controls/NameField';
import { RunStatusMark } from '../../ui/controls/RunStatusMark';
import { bytes, clock, evenDigits } from '../../ui/format/quantities';
import { NotesDialog } from './NotesDialog';
import styles from './RunsTable.module.css';
import type { MonitorColumn } from './runTable';
import { waitWords } from './waitWords';

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
  const navigate = useNavigate();
  const waitsFor = useStudio((state) => state.live[run.id]?.waitsFor);
  const hasData = useStudio(({ datasets }) => !lacksData(run, datasets));
  const data = useStudio(({ datasets }) => travellingData(run, datasets));
  const busy = useStudio(({ live, elsewhere }) => isUnderWay(live[run.id]) || elsewhere.includes(run.id));
  const items = [
    { label: 'Open', onSelect: () => void navigate(`/train/${run.id}`) },
    { label: 'Analyse', onSelect: () => void navigate(`/analyse/${run.id}`) },
    { label: 'Rename', onSelect: () => setRenaming(true) },
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
            {run.name}
          </Link>
        )}
        {run.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
        {run.notes && <p className={styles.note}>{run.notes}</p>}
        <NotesDialog run={run} open={noting} onClose={() => setNoting(false)} />
      </th>
      <td>
        <RunStatusMark status={status} alone={run.alone} waitsFor={waitWords(waitsFor)} />
      </td>
      <td>{run.dataset.name}</td>
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
