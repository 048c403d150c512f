/** The checkpoints of a run: why each is kept, its value, its size; download, go on from it, analyse, delete. */

import { EllipsisVertical } from 'lucide-react';
import { memo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { CheckpointKind } from '../../protocol/events';
import { type MetricInfo, monitorTitle } from '../../protocol/metrics';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { removeCheckpoint } from '../../store/checkpointActions';
import { resumeRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import { Menu } from '../../ui/controls/Menu';
import { Panel } from '../../ui/controls/Panel';
import { Tooltip } from '../../ui/controls/Tooltip';
import { useFirst } from '../../ui/controls/useFirst';
import { bytes, significant } from '../../ui/format/quantities';
import { fallbackWords, type KindWords, kindWords } from '../checkpoints/checkpointWords';
import { ContinueDialog } from '../runs/ContinueDialog';
import styles from './CheckpointsPanel.module.css';
import { DownloadDialog } from './DownloadDialog';

export interface CheckpointsPanelProps {
  run: RunRecord;
  metrics: readonly MetricInfo[];
  checkpoints: readonly ListedCheckpoint[];
  /** While it trains, nothing can be resumed. */
  busy: boolean;
  /** Whether the data to go on with are here. */
  canResume: boolean;
}

/** More than a run keeps with the settings as they come. */
const FIRST = 20;

export const CheckpointsPanel = memo(function CheckpointsPanel({
  run,
  metrics,
  checkpoints,
  busy,
  canResume,
}: CheckpointsPanelProps) {
  const navigate = useNavigate();
  const [asked, setAsked] = useState<ListedCheckpoint | null>(null);
  const { shown, more } = useFirst(checkpoints, FIRST, ({ kinds }) => kinds.includes('best'));
  const [downloading, setDownloading] = useState<ListedCheckpoint | null>(null);
  return (
    <Panel title="Checkpoints">
      {checkpoints.length === 0 ? (
        <p className={styles.empty}>The first one is saved at the end of the first epoch.</p>
      ) : (
        <ul className={styles.list}>
          {shown.map((checkpoint) => (
            <li key={checkpoint.id} className={styles.item}>
              <div className={styles.kinds}>
                {checkpoint.kinds.length === 0 && <Kind words={fallbackWords} />}
                {checkpoint.kinds.map((kind) => (
                  <Kind key={kind} kind={kind} words={kindWords[kind]} />
                ))}
              </div>
              <div className={styles.facts}>
                <span>epoch {checkpoint.epoch}</span>
                <span>step {checkpoint.step.toLocaleString('en')}</span>
                {checkpoint.value !== null && (
                  <span>
                    {monitorTitle(checkpoint.monitor, metrics)} {significant(checkpoint.value, 5)}
                  </span>
                )}
                <span>{bytes(checkpoint.bytes)}</span>
              </div>
              <Menu
                trigger={
                  <Button
                    kind="quiet"
                    icon={<EllipsisVertical />}
                    aria-label={`Actions for the checkpoint of epoch ${checkpoint.epoch}, step ${checkpoint.step}`}
                  />
                }
                items={[
                  { label: 'Download', onSelect: () => setDownloading(checkpoint) },
                  ...(canResume
                    ? [
                        {
                          label: 'Resume from here',
                          separated: true,
                          disabled: busy,
                          onSelect: () => {
                            // Where nothing is lost there is nothing to ask.
                            if (run.status === 'finished' || checkpoint.step < run.step) setAsked(checkpoint);
                            else void resumeRun(run.id, { resumeFrom: checkpoint.id });
                          },
                        },
                      ]
                    : []),
                  {
                    label: 'Analyse',
                    separated: !canResume,
                    onSelect: () => void navigate(`/analyse/${run.id}?checkpoint=${checkpoint.id}`),
                  },
                  {
                    label: 'Delete',
                    separated: true,
                    danger: true,
                    disabled: busy && checkpoint.kinds.includes('latest'),
                    onSelect: () => void removeCheckpoint(checkpoint),
                  },
                ]}
              />
            </li>
          ))}
          {more && <li className={styles.more}>{more}</li>}
        </ul>
      )}
      {asked && (
        <ContinueDialog
          run={run}
          checkpoint={asked}
          later={checkpoints.filter(({ step }) => step > asked.step).length}
          onClose={() => setAsked(null)}
        />
      )}
      {downloading && (
        <DownloadDialog run={run} checkpoint={downloading} onClose={() => setDownloading(null)} />
      )}
    </Panel>
  );
});

/** A button only so that the keyboard reaches the words behind it. */
function Kind({ kind, words }: { kind?: CheckpointKind; words: KindWords }) {
  return (
    <Tooltip text={words.reason}>
      <button type="button" className={styles.kind} data-kind={kind}>
        {words.name}
      </button>
    </Tooltip>
  );
}
