/** Predictions of a checkpoint as a file: for the run's own dataset, or for another one that the model can read. */
import { Download, Play, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ExampleProgress } from '../../protocol/commands';
import type { DatasetRecord } from '../../protocol/datasets';
import type { JsonObject } from '../../protocol/json';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { predictFile } from '../../store/asking';
import { saveFile } from '../../store/downloads/saveFile';
import { notifyFailure } from '../../store/notices';
import { useStudio } from '../../store/react/useStudio';
import { pages } from '../../tasks/pages';
import { describedTask, taskKind } from '../../tasks/runConfig';
import { Button } from '../../ui/controls/Button';
import { Panel } from '../../ui/controls/Panel';
import { Progress } from '../../ui/controls/Progress';
import { Prose } from '../../ui/controls/Prose';
import { Segments } from '../../ui/controls/Segments';
import { bytes, clock, count } from '../../ui/format/quantities';
import { DatasetField } from './DatasetField';
import { FilePreview } from './FilePreview';
import styles from './Predict.module.css';
import { howMany, useFilePreview } from './useFilePreview';

export interface PredictPanelProps {
  run: RunRecord;
  checkpoint: ListedCheckpoint;
  /** The dataset that is predicted. */
  fingerprint: string;
  onFingerprint: (fingerprint: string) => void;
  options: JsonObject;
  onOptions: (options: JsonObject) => void;
}

export function PredictPanel(props: PredictPanelProps) {
  const { run, checkpoint, fingerprint, onFingerprint, options, onOptions } = props;
  const { predictionFormats, example } = describedTask(run.config.task);
  const { canPredict = () => true, PredictionOptions, PredictionPreview } = pages[taskKind(run.config.task)];
  const datasets = useStudio((state) => state.datasets).filter(canPredict);
  const [ending, setEnding] = useState(predictionFormats[0]?.ending ?? '');
  const [progress, setProgress] = useState<ExampleProgress | null>(null);
  const [predicted, setPredicted] = useState<Predicted | null>(null);
  const work = useRef<AbortController>(null);
  const chosen = datasets.find((dataset) => dataset.fingerprint === fingerprint);
  // What was predicted otherwise is not what is shown now.
  const asked = JSON.stringify([checkpoint.id, fingerprint, ending, options]);
  const result = predicted?.asked === asked ? predicted : null;
  useEffect(() => () => work.current?.abort(), []);

  async function predict({ name }: DatasetRecord): Promise<void> {
    const controller = new AbortController();
    work.current = controller;
    setProgress({ done: 0, total: 0 });
    try {
      const watch = { onProgress: setProgress, signal: controller.signal };
      const file = await predictFile(checkpoint, fingerprint, ending, options, watch);
      const fileName = `${run.name} predictions of ${name}.${ending}`;
      const remarks = file.remarks.map(({ message }) => message);
      setPredicted({ asked, ending, bytes: file.bytes, fileName, remarks });
    } catch (thrown) {
      notifyFailure(`Could not predict ${name}`, thrown);
    } finally {
      setProgress(null);
    }
  }

  return (
    <Panel title="Predict">
      <div className={styles.form}>
        <DatasetField
          run={run}
          datasets={datasets}
          value={fingerprint}
          onValue={onFingerprint}
          examples={example.many}
        />
        {predictionFormats.length > 1 && (
          <Segments
            label="File format"
            value={ending}
            segments={predictionFormats.map((format) => ({ value: format.ending, label: format.title }))}
            onValue={setEnding}
          />
        )}
        {PredictionOptions && (
          <PredictionOptions run={run} options={options} onOptions={onOptions} ending={ending} />
        )}
        {progress === null ? (
          chosen &&
          !result && (
            <Button kind="primary" icon={<Play />} onClick={() => void predict(chosen)}>
              Predict
            </Button>
          )
        ) : (
          <Button icon={<X />} onClick={() => work.current?.abort()}>
            Cancel
          </Button>
        )}
      </div>
      {PredictionPreview && chosen && (
        <PredictionPreview
          key={chosen.fingerprint}
          run={run}
          checkpoint={checkpoint}
          dataset={chosen}
          options={options}
        />
      )}
      {progress && <PredictProgress progress={progress} examples={example.many} />}
      {result && <PredictResult key={result.asked} result={result} />}
    </Panel>
  );
}

interface Predicted {
  /** For which choices, as a key. */
  asked: string;
  ending: string;
  bytes: Uint8Array<ArrayBuffer>;
  fileName: string;
  remarks: readonly string[];
}

function PredictResult({ result: { ending, bytes: content, fileName, remarks } }: { result: Predicted }) {
  const [preview, problem] = useFilePreview(ending, content);
  const place = useRef<HTMLDivElement>(null);
  const isWhole = preview !== null || problem !== null;
  // It is what was asked for, and the form may stand at the end of the window. The button that asked is gone: whoever
  // pressed it by a key finds the next one under the keys.
  useEffect(() => {
    if (!isWhole) return;
    place.current?.scrollIntoView({ block: 'nearest' });
    if (document.activeElement === document.body) place.current?.querySelector('button')?.focus();
  }, [isWhole]);
  const many = preview && howMany(preview);
  return (
    <div ref={place} className={styles.result}>
      <div className={styles.download}>
        <Button kind="primary" icon={<Download />} onClick={() => saveFile(fileName, content)}>
          Download predictions
        </Button>
        <span className={styles.remarks}>
          {many && `${many}, `}.{ending}, {bytes(content.length)}
        </span>
      </div>
      {remarks.length > 0 && (
        <div className={styles.remarks} role="status">
          {remarks.map((remark) => (
            <p key={remark}>
              <Prose text={remark} />
            </p>
          ))}
        </div>
      )}
      {problem !== null && <p>The first rows cannot be shown: {problem}</p>}
      {preview && <FilePreview preview={preview} />}
    </div>
  );
}

interface PredictProgressProps {
  progress: ExampleProgress;
  /** What they are called: "rows". */
  examples: string;
}

function PredictProgress({ progress: { done, total }, examples }: PredictProgressProps) {
  const [begun] = useState(() => performance.now());
  const left = done > 0 ? ((performance.now() - begun) / done / 1000) * (total - done) : null;
  const text = total === 0 ? 'Loading the model' : `${count(done)} of ${count(total)} ${examples}`;
  return (
    <div className={styles.progress}>
      <Progress label="Predictions" value={total === 0 ? null : done / total} text={text} />
      <p>
        {text}
        {left === null ? '' : `, ${clock(left)} left`}
      </p>
    </div>
  );
}
