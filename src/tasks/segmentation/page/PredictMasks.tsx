/** Masks of a checkpoint as a zip: for the run's own images, or for new ones, which need no masks. */
import { Download, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ImageProgress } from '../../../protocol/commands';
import type { DatasetRecord } from '../../../protocol/datasets';
import { predictMasks } from '../../../store/analysing';
import { saveFile } from '../../../store/downloads/saveFile';
import { notifyFailure } from '../../../store/notices';
import { useRunSeries } from '../../../store/react/useRunSeries';
import { useStudio } from '../../../store/react/useStudio';
import { Button } from '../../../ui/controls/Button';
import { Panel } from '../../../ui/controls/Panel';
import { Progress } from '../../../ui/controls/Progress';
import { clock, count } from '../../../ui/format/quantities';
import { DatasetField } from '../../../views/analyse/DatasetField';
import styles from '../../../views/analyse/Predict.module.css';
import type { PredictProps } from '../../../views/analyse/predictProps';
import { classesOfMetrics } from '../metrics/classDice';
import { ThresholdSlider } from './ThresholdSlider';

export function PredictMasks(props: PredictProps) {
  const { run, checkpoint, fingerprint, onFingerprint, threshold, onThreshold } = props;
  const datasets = useStudio((state) => state.datasets).filter(holdsImages);
  const [progress, setProgress] = useState<ImageProgress | null>(null);
  const { series } = useRunSeries(run.id);
  const binary = classesOfMetrics(Object.keys(series.epochs().at(-1)?.train ?? {})).length === 0;
  const work = useRef<AbortController>(null);
  const chosen = datasets.find((dataset) => dataset.fingerprint === fingerprint);
  useEffect(() => () => work.current?.abort(), []);

  async function predict({ name }: DatasetRecord): Promise<void> {
    const controller = new AbortController();
    work.current = controller;
    setProgress({ done: 0, total: 0 });
    try {
      const watch = { onProgress: setProgress, signal: controller.signal };
      const bytes = await predictMasks(checkpoint.id, fingerprint, threshold, watch);
      saveFile(`${run.name} masks of ${name}.zip`, bytes, 'application/zip');
    } catch (thrown) {
      notifyFailure(`Could not segment ${name}`, thrown);
    } finally {
      setProgress(null);
    }
  }

  return (
    <Panel title="Masks as a zip">
      <div className={styles.form}>
        <DatasetField
          run={run}
          datasets={datasets}
          value={fingerprint}
          onValue={onFingerprint}
          hint="New images need no masks: drop them anywhere on this page"
        />
        {binary && <ThresholdSlider value={threshold} onValue={onThreshold} />}
        {progress === null ? (
          <Button
            icon={<Download />}
            disabled={!chosen}
            onClick={() => {
              if (chosen) void predict(chosen);
            }}
          >
            Download masks
          </Button>
        ) : (
          <Button icon={<X />} onClick={() => work.current?.abort()}>
            Cancel
          </Button>
        )}
      </div>
      {progress && <MaskProgress progress={progress} />}
    </Panel>
  );
}

function MaskProgress({ progress: { done, total } }: { progress: ImageProgress }) {
  const [begun] = useState(() => performance.now());
  const left = done > 0 ? ((performance.now() - begun) / done / 1000) * (total - done) : null;
  const text = total === 0 ? 'Loading the model' : `${count(done)} of ${count(total)} images`;
  return (
    <div className={styles.progress}>
      <Progress label="Masks" value={total === 0 ? null : done / total} text={text} />
      <p>
        {text}
        {left === null ? '' : `, ${clock(left)} left`}
      </p>
    </div>
  );
}

/** Pictures, or an array that may be a stack of them. */
function holdsImages({ format, arrays }: DatasetRecord): boolean {
  return format === 'images' || arrays.some(({ shape }) => shape.length >= 3);
}
