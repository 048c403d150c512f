/** Predictions of a checkpoint as a file: for the run's own dataset, or for another one with the same inputs. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { CheckpointRecord, RunRecord } from '../../protocol/records';
import { predictDataset } from '../../store/analysing';
import { notifyFailure } from '../../store/notices';
import { Button } from '../controls/Button';
import { Field } from '../controls/Field';
import { Panel } from '../controls/Panel';
import { Segments } from '../controls/Segments';
import { Select } from '../controls/Select';
import { saveFile } from '../downloads/saveFile';
import { useStudio } from '../useStudio';
import styles from './PredictPanel.module.css';

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'npz', label: 'NPZ' },
] as const;

export function PredictPanel({ run, checkpoint }: { run: RunRecord; checkpoint: CheckpointRecord }) {
  const datasets = useStudio((state) => state.datasets);
  const [fingerprint, setFingerprint] = useState(run.dataset.fingerprint);
  const [format, setFormat] = useState<'csv' | 'npz'>('csv');
  const [working, setWorking] = useState(false);
  const options = datasets.map((dataset) => ({
    value: dataset.fingerprint,
    label: dataset.fingerprint === run.dataset.fingerprint ? `${dataset.name} (trained on)` : dataset.name,
  }));
  const chosen = datasets.find((dataset) => dataset.fingerprint === fingerprint);

  async function predict(): Promise<void> {
    if (!chosen) return;
    setWorking(true);
    try {
      const bytes = await predictDataset(checkpoint.id, fingerprint, format);
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
        <Field label="Dataset" hint="Any dataset that has the columns the model was trained on">
          {(ids) => (
            <Select {...ids} value={chosen ? fingerprint : ''} options={options} onValue={setFingerprint} />
          )}
        </Field>
        <Segments label="File format" value={format} segments={formats} onValue={setFormat} />
        <Button icon={<Download />} disabled={!chosen || working} onClick={() => void predict()}>
          {working ? 'Predicting…' : 'Download predictions'}
        </Button>
      </div>
    </Panel>
  );
}
