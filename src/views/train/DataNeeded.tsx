/** What a run needs that is not here: its data, named and described, and what can be done until they are. */
import { ChartScatter, FileUp, Play } from 'lucide-react';
import { useNavigate } from 'react-router';
import { monitorTitle, parseMonitor } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { sourceWords } from '../../runs/datasetSource';
import { useStudio } from '../../store/react/useStudio';
import { bringData } from '../../store/runData';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { describedTask } from '../../tasks/runConfig';
import { Button } from '../../ui/controls/Button';
import { Prose } from '../../ui/controls/Prose';
import { significant } from '../../ui/format/quantities';
import { ChooseFiles } from '../data/ChooseFiles';
import styles from './DataNeeded.module.css';

export interface DataNeededProps {
  run: RunRecord;
  /** Whether there is a model to predict with. */
  hasCheckpoint: boolean;
}

export function DataNeeded({ run, hasCheckpoint }: DataNeededProps) {
  const navigate = useNavigate();
  const other = useStudio((state) => state.otherData[run.id]);
  const brought = useStudio(({ datasets }) =>
    datasets.find(({ fingerprint }) => fingerprint === other?.fingerprint),
  );
  // What lacks the model's inputs is no way on.
  const predicted = brought && describedTask(run.config.task).predicts?.(run, brought) ? brought : null;
  const { source, name } = run.dataset;
  const isOne = source === undefined || (source.files.length === 1 && source.format !== 'images');
  return (
    <section className={styles.card} aria-label="Data of this run">
      <h2>{run.alone ? 'A checkpoint alone' : 'The data of this run are not here'}</h2>
      {run.alone && <AboutCheckpoint run={run} />}
      <p>
        {source ? (
          <>
            It was trained on {source.files.join(', ') || name}:{' '}
            <Prose text={sourceWords(source, run.config.task)} />.{' '}
          </>
        ) : (
          'Which file it was trained on is not written in it. '
        )}
        Drop {isOne ? 'that file' : 'those files'} on this page, or choose {isOne ? 'it' : 'them'}: what
        counts is the content, whatever the name. Then the run can go on and be analysed.
        {hasCheckpoint && ' Until then it predicts other data.'}
      </p>
      {other && (
        <p className={styles.other} role="status">
          <Prose
            text={`${other.name} is not the data of this run: it ${other.words}. It is kept as a dataset of its own.`}
          />
        </p>
      )}
      <div className={styles.actions}>
        <ChooseFiles
          kind="primary"
          icon={<FileUp />}
          label={`Data of ${run.name}`}
          onChosen={(chosen) => void bringData(run, chosen)}
        >
          {isOne ? 'Choose the file' : 'Choose the files'}
        </ChooseFiles>
        {hasCheckpoint && (
          <Button
            icon={<Play />}
            onClick={() =>
              void navigate(`/analyse/${run.id}${predicted ? `?data=${predicted.fingerprint}` : ''}`)
            }
          >
            Predict {predicted ? predicted.name : 'other data'}
          </Button>
        )}
      </div>
    </section>
  );
}

/** A checkpoint whose data are here: what it is, and what can be done with it. */
export function CheckpointAlone({ run }: { run: RunRecord }) {
  const navigate = useNavigate();
  return (
    <section className={styles.card} aria-label="Checkpoint alone">
      <h2>A checkpoint alone</h2>
      <AboutCheckpoint run={run} />
      <p>
        Its data are here:{' '}
        {run.epoch < run.totalEpochs
          ? 'Resume goes on with its training'
          : 'all its epochs are done, so that Resume only tests it'}
        ; Analyse compares it with the truth, and predicts.
      </p>
      <div className={styles.actions}>
        <Button icon={<ChartScatter />} onClick={() => void navigate(`/analyse/${run.id}`)}>
          Analyse
        </Button>
      </div>
    </section>
  );
}

/** What a file of one checkpoint says of itself. */
function AboutCheckpoint({ run }: { run: RunRecord }) {
  const { config, epoch, totalEpochs, step, roles, best } = run;
  const known = roles ?? describedTask(config.task).roles?.(config) ?? null;
  return (
    <p>
      {describedTask(config.task).title}, epoch {epoch} of {totalEpochs}, step {step.toLocaleString('en')}.{' '}
      {known && <Prose text={`It predicts ${listed(known.targets)} from ${listed(known.inputs)}. `} />}
      {best &&
        `Best ${monitorTitle(best.monitor, metricsNamed(run, [parseMonitor(best.monitor).metric]))} ${significant(best.value, 5)} at epoch ${best.epoch}. `}
      Curves, log and test metrics did not come with it.
    </p>
  );
}

function listed(names: readonly string[]): string {
  const named = names.slice(0, MAX_NAMED).map((name) => `\`${name}\``);
  return named.join(', ') + (names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '');
}

/** So many columns are named one by one. */
const MAX_NAMED = 8;
