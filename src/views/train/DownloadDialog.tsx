/** What of a checkpoint is downloaded, and as which file. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import {
  type CheckpointFormat,
  downloadCheckpoint,
  downloadOffers,
  type FileEnding,
} from '../../store/downloads/checkpointFile';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Segments } from '../../ui/controls/Segments';
import styles from './DownloadDialog.module.css';

export interface DownloadDialogProps {
  run: RunRecord;
  checkpoint: ListedCheckpoint;
  onClose: () => void;
}

const files: Record<FileEnding, string> = {
  '.safetensors': 'safetensors',
  '.npz': 'NumPy (.npz)',
  '.zip': 'Zip',
};

export function DownloadDialog({ run, checkpoint, onClose }: DownloadDialogProps) {
  const offers = downloadOffers(run);
  const [content, setContent] = useState<CheckpointFormat['content']>('weights');
  const [wanted, setWanted] = useState<FileEnding>('.safetensors');
  const { endings } = offers.find((offer) => offer.content === content) ?? offers[0]!;
  const ending = endings.includes(wanted) ? wanted : endings[0];
  const download = () => {
    onClose();
    void downloadCheckpoint(run, checkpoint, { content, ending });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Download the checkpoint of epoch ${checkpoint.epoch}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" icon={<Download />} onClick={download}>
            Download
          </Button>
        </>
      }
    >
      <fieldset className={styles.offers}>
        <legend className="only-read">What to download</legend>
        {offers.map((offer) =>
          offer.refusal === undefined ? (
            <label key={offer.content} className={styles.offer}>
              <input
                type="radio"
                name="content"
                checked={offer.content === content}
                onChange={() => setContent(offer.content)}
              />
              <span>
                {offer.label}
                <span className={styles.about}>{offer.about}</span>
              </span>
            </label>
          ) : (
            <p key={offer.content} className={styles.refused}>
              {offer.label}: not of this run
              <span className={styles.about}>{offer.refusal}</span>
            </p>
          ),
        )}
      </fieldset>
      {endings.length > 1 && (
        <Segments
          label="File"
          value={ending}
          segments={endings.map((value) => ({ value, label: files[value] }))}
          onValue={setWanted}
        />
      )}
    </Dialog>
  );
}
