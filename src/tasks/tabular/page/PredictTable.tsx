/** Predictions of a checkpoint as a table: for the run's own dataset, or for another one with the same inputs. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import { predictTable } from '../../../store/analysing';
import { saveFile } from '../../../store/downloads/saveFile';
import { notifyFailure } from '../../../store/notices';
import { useStudio } from '../../../store/react/useStudio';
import { Button } from '../../../ui/controls/Button';
import { Panel } from '../../../ui/controls/Panel';
import { Segments } from '../../../ui/controls/Segments';
import { DatasetField } from '../../../views/analyse/DatasetField';
import styles from '../../../views/analyse/Predict.module.css';
import type { PredictProps } from '../../../views/analyse/predictProps';

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'npz', label: 'NPZ' },
] as const;

export function PredictTable({ run, checkpoint, fingerprint, onFingerprint }: PredictProps) {
  const datasets = useStudio((state) => state.datasets);
  const [format, setFormat] = useState<'csv' | 'npz'>('csv');
  const [working, setWorking] = useState(false);
  const chosen = datasets.find((dataset) => dataset.fingerprint === fingerprint);

  async function predict(): Promise<void> {
    if (!chosen) return;
    setWorking(true);
    try {
      const bytes = await predictTable(checkpoint.id, fingerprint, format);
      saveFile(`${run.name} predictions of ${chosen.name}.${format}`, bytes);
    } catch (thrown) {
      notifyFailure(`Could not predict ${chosen.name}`, thrown);
    } finally {
      setWorking(false);
    }
  }

  return (
    <Panel title="Predictions as a file">
      <div className={styles.form}>
        <DatasetField
          run={run}
          datasets={datasets}
          value={fingerprint}
          onValue={onFingerprint}
          hint="Any dataset that has the columns the model was trained on"
        />
        <Segments label="File format" value={format} segments={formats} onValue={setFormat} />
        <Button icon={<Download />} disabled={!chosen || working} onClick={() => void predict()}>
          {working ? 'Predicting…' : 'Download predictions'}
        </Button>
      </div>
    </Panel>
  );
}
