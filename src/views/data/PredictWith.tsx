/** From a dataset to its predictions: the runs whose models take its columns, one click away. */
import { ChevronDown, FileOutput } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { describedTask } from '../../tasks/runConfig';
import { Button } from '../../ui/controls/Button';
import { Menu } from '../../ui/controls/Menu';

export interface FittingModel {
  run: RunRecord;
  /** Whether the dataset holds what the model predicts. */
  hasTruth: boolean;
}

/** Runs that have a checkpoint and can predict the dataset, other than those that were trained on it; in their order. */
export function modelsFor(dataset: DatasetRecord, runs: readonly RunRecord[]): FittingModel[] {
  return runs.flatMap((run) => {
    if (run.step === 0 || run.dataset.fingerprint === dataset.fingerprint) return [];
    const fit = describedTask(run.config.task).predicts?.(run, dataset);
    return fit ? [{ run, hasTruth: fit.hasTruth }] : [];
  });
}

export interface PredictWithProps {
  dataset: DatasetRecord;
  models: readonly FittingModel[];
  primary: boolean;
}

export function PredictWith({ dataset, models, primary }: PredictWithProps) {
  const navigate = useNavigate();
  const [newest, ...others] = models;
  if (!newest) return null;
  const open = ({ run }: FittingModel) => void navigate(`/analyse/${run.id}?data=${dataset.fingerprint}`);
  return (
    <>
      <Button kind={primary ? 'primary' : 'plain'} icon={<FileOutput />} onClick={() => open(newest)}>
        Predict with {newest.run.name}
      </Button>
      {others.length > 0 && (
        <Menu
          trigger={<Button icon={<ChevronDown />} aria-label="Predict with another run" />}
          items={others.map((model) => ({
            label: model.run.name,
            note: targetsOf(model.run),
            onSelect: () => open(model),
          }))}
        />
      )}
    </>
  );
}

/** What a run predicts, where its task says so: runs of one dataset are often named alike. */
function targetsOf({ config, roles }: RunRecord): string {
  const targets = (roles ?? describedTask(config.task).roles?.(config))?.targets ?? [];
  const named = targets.slice(0, MOST_NAMED).join(', ');
  return targets.length > MOST_NAMED ? `${named}, …` : named;
}

const MOST_NAMED = 2;
